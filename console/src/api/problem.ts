// One shape for everything that can go wrong with a request. The server words its problems in
// the language that was asked for; what never reached the server gets a code of our own.
import type { components } from './schema';

export type Problem = components['schemas']['Problem'];
export type Fault = components['schemas']['Fault'];

/** Codes that the console makes itself; their words are in the dictionary under `problem`. */
export type LocalCode = 'network' | 'unreadable';

export function localProblem(code: LocalCode, status: number, requestId?: string | null): Problem {
  return { type: 'about:blank', title: '', status, code, detail: '', instance: '', errors: [], request_id: requestId ?? '' };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value;
}

export function asProblem(value: unknown): Problem {
  return isProblem(value) ? value : localProblem('unreadable', 0);
}

/** Makes a problem of any answer, also of one that some box between us and the server gave. */
export async function readProblem(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get('retry-after'));
  const requestId = response.headers.get('x-request-id');
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = undefined;
  }
  const problem = isProblem(body) ? body : localProblem('unreadable', response.status, requestId);
  return wait > 0 ? { ...problem, retry_after: problem.retry_after ?? wait } : problem;
}
