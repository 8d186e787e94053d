// The only door to the server: the public API, typed by its own document.
import createClient, { type Middleware } from 'openapi-fetch';
import createQuery from 'openapi-react-query';
import { language } from '../i18n';
import { localProblem, readProblem, type Problem } from './problem';
import type { components, paths } from './schema';
import { BASE, onUnauthorized } from './session-end';
import { stepUp } from './step-up';
import { noteUse } from './use';

export type Schemas = components['schemas'];

const problemResponse = (problem: Problem) =>
  new Response(JSON.stringify(problem), {
    status: problem.status || 503,
    headers: { 'content-type': 'application/problem+json' },
  });

/** Writes under way, to be sent again once a second factor was proved. */
const sent = new Map<string, Request>();

const middleware: Middleware = {
  onRequest({ request, id }) {
    request.headers.set('accept-language', language());
    if (request.method !== 'GET') sent.set(id, request.clone());
    return request;
  },
  async onResponse({ response: first, id }) {
    if (first.status !== 401) noteUse();
    const again = sent.get(id);
    sent.delete(id);
    let response = first;
    if (response.ok) return undefined;
    let problem = await readProblem(response);
    if (again && problem.code === 'step_up_required' && (await stepUp())) {
      response = await fetch(again);
      if (response.ok) return response;
      problem = await readProblem(response);
    }
    // A wrong password or code is no ended session.
    if (response.status === 401 && problem.code.startsWith('session_')) onUnauthorized();
    return problemResponse({ ...problem, status: response.status });
  },
  onError({ id }) {
    sent.delete(id);
    return problemResponse(localProblem('network', 0));
  },
};

export const client = createClient<paths>({ baseUrl: BASE, credentials: 'same-origin' });
client.use(middleware);
export const $api = createQuery(client);

/** Unwraps an answer of `client`: the data, or the problem as an exception. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw error;
  return data as T;
}
