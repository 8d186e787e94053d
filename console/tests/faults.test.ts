import { describe, expect, it } from 'vitest';
import { fromPointer, placeFaults } from '../src/api/faults';
import type { Problem } from '../src/api/problem';

const problem = (...errors: [pointer: string, detail: string][]): Problem => ({
  type: 'about:blank',
  title: 'Invalid',
  detail: '',
  instance: '',
  request_id: '',
  status: 422,
  code: 'invalid',
  errors: errors.map(([pointer, detail]) => ({ pointer, detail, code: 'x' })),
});

describe('faults of the server', () => {
  it('reads JSON pointers, also nested and escaped ones', () => {
    expect(fromPointer('/name')).toEqual(['name']);
    expect(fromPointer('/admin/login')).toEqual(['admin', 'login']);
    expect(fromPointer('/a~1b/c~0d')).toEqual(['a/b', 'c~d']);
    expect(fromPointer('?limit')).toEqual([]);
  });

  it('puts each fault at its field and the rest above the form', () => {
    const placed = placeFaults(problem(['/name', 'taken'], ['/admin/login', 'bad'], ['/name', 'too long'], ['?limit', 'odd']), [
      ['name'],
      ['admin', 'login'],
    ]);
    expect(placed.fields).toEqual([
      { name: ['name'], errors: ['taken', 'too long'] },
      { name: ['admin', 'login'], errors: ['bad'] },
    ]);
    expect(placed.rest).toEqual(['odd']);
  });

  it('never swallows a fault of a field that the form does not show', () => {
    expect(placeFaults(problem(['/admin/email', 'no such domain']), [['name']]).rest).toEqual(['no such domain']);
  });
});
