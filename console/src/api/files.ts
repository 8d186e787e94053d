// Files in both directions: fetch tells nothing about the progress of an upload, so that XHR
// sends; downloads go through fetch, so that a problem is shown and not saved as a file.
import { language } from '../i18n';
import { BASE, onUnauthorized } from './session-end';
import { isProblem, localProblem, readProblem } from './problem';
import { stepUp } from './step-up';

export const MAX_UPLOAD = 10 * 1024 * 1024;

/** Sends a file; where a second factor must be proved again first, it is sent once more afterwards. */
export async function upload<T>(path: string, file: File, onProgress: (percent: number) => void, headers: Record<string, string> = {}): Promise<T> {
  try {
    return await send<T>(path, file, onProgress, headers);
  } catch (problem) {
    if (!isProblem(problem) || problem.code !== 'step_up_required' || !(await stepUp())) throw problem;
    return send<T>(path, file, onProgress, headers);
  }
}

function send<T>(path: string, file: File, onProgress: (percent: number) => void, headers: Record<string, string> = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100));
    };
    request.onerror = () => reject(localProblem('network', 0));
    request.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = undefined;
      }
      if (request.status >= 200 && request.status < 300) return resolve(body as T);
      if (request.status === 401) onUnauthorized();
      reject(isProblem(body) ? body : localProblem('unreadable', request.status, request.getResponseHeader('x-request-id')));
    };
    request.open('POST', BASE + path);
    request.setRequestHeader('accept-language', language());
    request.setRequestHeader('content-type', mediaType(file.name));
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(file);
  });
}

function mediaType(name: string): string {
  if (/\.csv$/i.test(name)) return 'text/csv';
  if (/\.xlsx$/i.test(name)) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return 'application/octet-stream';
}

export async function download(path: string, fallbackName: string): Promise<void> {
  let response = await get(path);
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.code !== 'step_up_required' || !(await stepUp())) throw problem;
    response = await get(path);
    if (!response.ok) throw await readProblem(response);
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(response.headers.get('content-disposition')) ?? fallbackName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function get(path: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { credentials: 'same-origin', headers: { 'accept-language': language() } });
  } catch {
    throw localProblem('network', 0);
  }
  if (response.status === 401) onUnauthorized();
  return response;
}

/** RFC 6266: the name in UTF-8 wins over the plain one. */
export function fileName(disposition: string | null): string | undefined {
  if (!disposition) return undefined;
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (extended) return decodeURIComponent(extended.trim());
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1];
}
