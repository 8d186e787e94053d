// Where a fault that the server found is shown: at its field, or above the form.
import type { Problem } from './problem';

export type FieldPath = (string | number)[];
export interface FieldFault {
  name: FieldPath;
  errors: string[];
}

/** RFC 6901: `/admin/login` → ['admin', 'login']. */
export function fromPointer(pointer: string): FieldPath {
  if (!pointer.startsWith('/')) return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

const key = (path: FieldPath) => path.join('/');

/** `known` are the fields that the form has; a fault of anything else goes above the form. */
export function placeFaults(problem: Problem, known: FieldPath[]): { fields: FieldFault[]; rest: string[] } {
  const names = new Map(known.map((path) => [key(path), path]));
  const fields = new Map<string, FieldFault>();
  const rest: string[] = [];
  for (const fault of problem.errors ?? []) {
    const name = names.get(key(fromPointer(fault.pointer)));
    if (!name) {
      rest.push(fault.detail);
      continue;
    }
    const field = fields.get(key(name)) ?? { name, errors: [] };
    field.errors.push(fault.detail);
    fields.set(key(name), field);
  }
  return { fields: [...fields.values()], rest };
}
