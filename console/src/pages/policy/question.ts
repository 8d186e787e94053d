// The matrix asked either way: which roles may do this, and what may this role do.
import type { Schemas } from '../../api/client';

type Matrix = Schemas['PolicyMatrix'];
type Narrowing = Schemas['Narrowing'];

/** One answer: a role and an operation, under which conditions, and whether it is switched off. */
export interface Answer {
  role: string;
  operation: string;
  conditions: string[][];
  narrowed: Narrowing | null;
  fixed: boolean;
}

export function answers(matrix: Matrix): Answer[] {
  return matrix.operations.flatMap(({ operation, can_be_narrowed, roles }) =>
    roles.map((cell) => ({ operation, role: cell.role, conditions: cell.conditions, narrowed: cell.narrowed ?? null, fixed: !can_be_narrowed })),
  );
}

/** What a search leaves: the words of both sides are looked at. */
export function matching(all: Answer[], q: string | undefined, words: (answer: Answer) => string): Answer[] {
  const wanted = q?.trim().toLowerCase();
  return wanted ? all.filter((answer) => words(answer).toLowerCase().includes(wanted)) : all;
}
