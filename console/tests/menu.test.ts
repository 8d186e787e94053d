import { describe, expect, it } from 'vitest';
import { currentItem, menuFor } from '../src/routes/menu';
import { diff } from '../src/pages/audit/diff';
import { keyKeeper } from '../src/api/idempotency';

const paths = (...can: string[]) => menuFor(can).map((item) => item.to);

describe('the menu', () => {
  it('shows what the session may open', () => {
    expect(paths()).toEqual(['/']);
    expect(paths('audit.list')).toEqual(['/', '/audit']);
    expect(paths('policy.read', 'account.list')).toEqual(['/', '/accounts', '/policy']);
    expect(paths('school.list', 'school.read')).toEqual(['/', '/schools']);
    expect(paths('cockpit.read_participation', 'local_campaign.list')).toEqual(['/', '/cockpit', '/assessments']);
    expect(paths('campaign.list', 'cockpit.read_national', 'contact.list')).toEqual(['/', '/cockpit', '/campaigns', '/contacts']);
    expect(paths('province.list', 'national_school.import', 'account.list')).toEqual(['/', '/provinces', '/national-import', '/accounts']);
  });

  it('knows where one is', () => {
    expect(currentItem('/')).toBe('/');
    expect(currentItem('/schools')).toBe('/schools');
    expect(currentItem('/schools/import')).toBe('/schools/import');
    expect(currentItem('/cockpit/51')).toBe('/cockpit');
    expect(currentItem('/assessments/1/late')).toBe('/assessments');
    expect(currentItem('/directory/51')).toBe('/provinces');
  });
});

describe('a diff of the audit log', () => {
  it('names every field once and what changed', () => {
    expect(diff({ name: 'a', state: 'active' }, { name: 'b', state: 'active', level: null })).toEqual([
      { field: 'name', before: 'a', after: 'b', changed: true },
      { field: 'state', before: 'active', after: 'active', changed: false },
      { field: 'level', before: undefined, after: null, changed: false },
    ]);
    expect(diff(null, null)).toEqual([]);
  });
});

describe('the key of a create', () => {
  it('stays for the same body and changes with it', () => {
    let n = 0;
    const keyFor = keyKeeper(() => `k${++n}`);
    expect([keyFor({ a: 1 }), keyFor({ a: 1 }), keyFor({ a: 2 })]).toEqual(['k1', 'k1', 'k2']);
  });
});
