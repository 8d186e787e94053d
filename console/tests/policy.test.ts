import { describe, expect, it } from 'vitest';
import { answers, matching } from '../src/pages/policy/question';

const off = { role: 'prov_analyst', operation: 'school.list', reason: '核对', by: '林岚', at: '2026-11-22T00:00:00Z' };
const matrix = {
  roles: [],
  operations: [
    {
      operation: 'school.list',
      can_be_narrowed: true,
      roles: [
        { role: 'prov_admin', conditions: [['place_active']], narrowed: null },
        { role: 'prov_analyst', conditions: [[]], narrowed: off },
      ],
    },
    { operation: 'self.read', can_be_narrowed: false, roles: [{ role: 'prov_admin', conditions: [[]] }] },
  ],
};

describe('the matrix', () => {
  it('is one answer per role and operation, from whichever end it is asked', () => {
    const all = answers(matrix);
    expect(all.map((one) => `${one.role} ${one.operation}`)).toEqual(['prov_admin school.list', 'prov_analyst school.list', 'prov_admin self.read']);
    expect(all.map((one) => one.fixed)).toEqual([false, false, true]);
    expect(all[1]?.narrowed?.by).toBe('林岚');
  });

  it('is searched by the words of both sides', () => {
    const all = answers(matrix);
    const words = (one: { role: string; operation: string }) => `${one.role} ${one.operation}`;
    expect(matching(all, ' ANALYST ', words)).toHaveLength(1);
    expect(matching(all, 'self', words)).toHaveLength(1);
    expect(matching(all, undefined, words)).toHaveLength(3);
  });
});
