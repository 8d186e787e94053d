// The words of the audit log follow the server's sources: what is added there needs words here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../src/i18n/en';
import zh from '../src/i18n/zh-CN';

const SERVER = join(import.meta.dirname, '../../src');
const source = (path: string) => readFileSync(join(SERVER, path), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);

/** The names of a struct's fields, as they are serialized into a snapshot. */
function fieldsOf(path: string, struct: string): string[] {
  const body = new RegExp(`struct ${struct} \\{([^}]*)\\}`).exec(source(path))?.[1] ?? '';
  return all(body, /^\s+pub(?:\(super\))? (\w+):/gm).filter((field) => !['fields', 'held', 'expired', 'keys'].includes(field));
}

const operations = all(source('access/operations.rs'), /^ {4}\w+: "([a-z_]+\.[a-z_]+)" at /gm);
const kinds = readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.rs'))
  .flatMap((path) => all(source(path), /About::object\("(\w+)"/g));
const snapshots: [path: string, struct: string][] = [
  ['places/schools/model.rs', 'School'],
  ['places/schools/model.rs', 'SchoolFields'],
  ['identity/accounts/model.rs', 'Account'],
  ['identity/assignments/model.rs', 'Assignment'],
  ['identity/narrowing/model.rs', 'Narrowing'],
  ['identity/services/model.rs', 'Service'],
  ['identity/services/model.rs', 'Key'],
  ['files/import.rs', 'Import'],
  ['places/provinces/store.rs', 'Province'],
  ['db/provision.rs', 'Tenant'],
  ['assessment/campaigns/model.rs', 'Campaign'],
];
const headers = ['places/schools/file/columns.rs', 'identity/staff_imports/columns.rs'].flatMap((path) =>
  all(source(path), /^ {4,8}\((?:Column|Self)::\w+, (?:true|false), "[^"]+", "(\w+)"/gm),
);

describe.each([
  ['zh-CN', zh.codes],
  ['en', en.codes],
])('%s has words', (_language, codes) => {
  const known = (book: Record<string, string>) => Object.keys(book).sort();

  it('for every operation, and for no other', () => {
    expect(operations.length).toBeGreaterThan(30);
    expect(known(codes.operation)).toEqual([...operations].sort());
  });

  it('for every fact of a condition and every role', () => {
    const facts = all(source('access/fact.rs'), /Self::\w+ => "(\w+)"/g);
    expect(facts.length).toBeGreaterThan(3);
    expect(known(codes.fact)).toEqual(facts.sort());
    const roles = all(source('../policies/roles.csv'), /^([a-z_]+),(?!level)/gm);
    expect(known(codes.role)).toEqual(roles.sort());
  });

  it('for every kind of object', () => {
    expect(kinds.length).toBeGreaterThan(5);
    expect(known(codes.objectKind)).toEqual([...new Set(kinds), 'other'].sort());
  });

  it.each(snapshots)('for every field of a snapshot: %s %s', (path, struct) => {
    const fields = fieldsOf(path, struct);
    expect(fields.length).toBeGreaterThan(3);
    expect(known(codes.field)).toEqual(expect.arrayContaining(fields));
  });

  it('for every column of a file', () => {
    expect(headers.length).toBeGreaterThan(10);
    expect(known(codes.column)).toEqual(expect.arrayContaining(headers));
  });
});
