import { describe, expect, it } from 'vitest';
import { canGoBack, firstPage, nextPage, previousPage } from '../src/routes/paging';
import { listSearch, ownPath, parseSearch, stringifySearch, type ListSearch } from '../src/routes/search';
import { assessmentSearch, auditSearch, cockpitSearch, contactSearch, schoolSearch } from '../src/routes/searches';

describe('cursor paging', () => {
  it('goes forth and back by the trail', () => {
    const start: ListSearch = { q: '四川' };
    const second = nextPage(start, [], 'b');
    expect(second).toEqual({ search: { q: '四川', cursor: 'b', page: 2, open: undefined, mode: undefined }, trail: [''] });
    const third = nextPage(second.search, second.trail, 'c');
    expect(third.trail).toEqual(['', 'b']);
    const back = previousPage(third.search, third.trail);
    expect(back.search).toMatchObject({ cursor: 'b', page: 2 });
    expect(previousPage(back.search, back.trail)).toMatchObject({ search: { cursor: undefined, page: undefined }, trail: [] });
  });

  it('has no way back but the first page when a link was shared', () => {
    const shared: ListSearch = { cursor: 'c', page: 3 };
    expect(canGoBack(shared, [])).toBe(false);
    expect(firstPage(shared).search).toMatchObject({ cursor: undefined, page: undefined });
  });
});

describe('the address of a list', () => {
  it('drops what does not fit', () => {
    expect(schoolSearch({ q: '', sort: 'password', size: '7', page: '3', state: 'gone', level: 'undergraduate' })).toEqual({
      level: 'undergraduate',
    });
    expect(auditSearch({ from: '2026-13-01', to: '2026-11-21' })).toEqual({ to: '2026-11-21' });
  });

  it('of the census keeps what can be shared and drops the rest', () => {
    expect(cockpitSearch({ campaign: 'c', measure: 'l1', by: 'training', student: '1' })).toEqual({ campaign: 'c', measure: 'l1' });
    expect(cockpitSearch({ measure: 'l9', by: 'college' })).toEqual({ by: 'college' });
    expect(assessmentSearch({ step: 'upload', import: 'i' })).toEqual({ step: 'upload', import: 'i' });
    expect(contactSearch({ show: 'open', contact: 'x' })).toEqual({});
  });

  it('keeps numbers as text, so that an identifier stays itself', () => {
    expect(parseSearch('?q=4151010610')).toEqual({ q: '4151010610' });
    expect(listSearch(parseSearch('?q=007&sort=-name&size=50'), ['name'])).toEqual({ q: '007', sort: '-name', size: 50 });
    expect(stringifySearch({ q: 'a b', page: 2, cursor: undefined })).toBe('?q=a+b&page=2');
  });

  it('goes back only to a path of our own', () => {
    expect(ownPath('/schools?q=1')).toBe('/schools?q=1');
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:1', undefined]) {
      expect(ownPath(bad)).toBeUndefined();
    }
  });
});
