// The only door to the server: the public API, typed by its own document.
import createClient, { type Middleware } from 'openapi-fetch';
import createQuery from 'openapi-react-query';
import { language } from '../i18n';
import { localProblem, readProblem, type Problem } from './problem';
import type { components, paths } from './schema';
import { BASE, onUnauthorized } from './session-end';

export type Schemas = components['schemas'];

const problemResponse = (problem: Problem) =>
  new Response(JSON.stringify(problem), {
    status: problem.status || 503,
    headers: { 'content-type': 'application/problem+json' },
  });

const middleware: Middleware = {
  onRequest({ request }) {
    request.headers.set('accept-language', language());
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const problem = await readProblem(response);
    const own = new URL(request.url).pathname === `${BASE}/session`;
    if (response.status === 401 && !own) onUnauthorized();
    return problemResponse({ ...problem, status: response.status });
  },
  onError() {
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
