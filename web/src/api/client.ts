// Calls to the hub, typed by the document that it serves. Each answer that is not a success becomes an
// ApiProblem; each write carries the session's CSRF token.
import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

type Problem = components['schemas']['Problem'];

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: Problem['errors'];
  readonly retryAfterS: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfterS?: number) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.errors = problem.errors ?? [];
    this.retryAfterS = retryAfterS;
  }
}

/** The hub could not be reached, or what stands between gave no answer of its own. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof ApiProblem && error.status === 503);
}

let csrfToken = '';
let onSessionEnd: () => void = () => undefined;

export function setCsrfToken(token: string): void {
  csrfToken = token;
}
export function whenSessionEnds(act: () => void): void {
  onSessionEnd = act;
}

export const client = createClient<paths>({ baseUrl: '/' });

client.use({
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/api/v1/session') onSessionEnd();
    return response;
  },
});

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

function problemOf(answer: Answer<unknown>): ApiProblem {
  const body = answer.error;
  const retry = Number(answer.response.headers.get('retry-after')) || undefined;
  const problem = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return new ApiProblem(answer.response.status, problem, retry);
}

/** What a read answered. */
export async function read<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const answer = await call;
  if (!answer.response.ok || answer.data === undefined) throw problemOf(answer);
  return answer.data;
}

/** What a read answered, and the version that an edit of it stands on. */
export type Versioned<Data> = { value: Data; tag: string };

export async function readVersioned<Data>(call: Promise<Answer<Data>>): Promise<Versioned<Data>> {
  const value = await read(call);
  // A proxy that compresses answers marks their tags as weak; to the hub they are versions.
  const tag = (await call).response.headers.get('etag')?.replace(/^W\//, '') ?? '';
  return { value, tag };
}

type Accepted = components['schemas']['Accepted'];
// Not Exclude: an answer that carries a message's id and more is no mere acceptance.
type Done<Data> = Data extends Accepted ? (Accepted extends Data ? never : Data) : Data;

/** A write is either done, or durable and applied later. */
export type Written<Data> = { done: true; data: Data } | { done: false; messageId: string };

export async function write<Data>(call: Promise<Answer<Data>>): Promise<Written<Done<Data>>> {
  const answer = await call;
  if (!answer.response.ok) throw problemOf(answer);
  if (answer.response.status === 202) {
    const accepted = answer.data as Accepted;
    return { done: false, messageId: accepted.message_id };
  }
  return { done: true, data: answer.data as Done<Data> };
}

const insistTimes = 20;
const insistEveryMs = 1_000;

/** For an answer that cannot be had later: the same request, under its idempotency key, until it is done. */
export async function writeToTheEnd<Data>(
  send: () => Promise<Answer<Data>>,
): Promise<Written<Done<Data>>> {
  let written = await write(send());
  for (let again = 0; !written.done && again < insistTimes; again += 1) {
    await new Promise((resolve) => setTimeout(resolve, insistEveryMs));
    written = await write(send());
  }
  return written;
}

function bodyOf(text: string): object {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

/** A file as the body of a write, with how much of it has been sent: fetch does not tell that. */
export function sendFile<Data>(
  path: string,
  file: Blob,
  headers: Record<string, string>,
  onProgress: (share: number) => void,
): Promise<Written<Data>> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (csrfToken) request.setRequestHeader('X-CSRF-Token', csrfToken);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = () => failed(new TypeError('the hub could not be reached'));
    request.onload = () => {
      const { status } = request;
      const body = bodyOf(request.responseText);
      if (status === 401) onSessionEnd();
      if (status === 202) done({ done: false, messageId: (body as Accepted).message_id });
      else if (status >= 200 && status < 300) done({ done: true, data: body as Data });
      else {
        const retry = Number(request.getResponseHeader('retry-after')) || undefined;
        failed(new ApiProblem(status, body as Partial<Problem>, retry));
      }
    };
    request.send(file);
  });
}
