import { setTimeout as pause } from 'node:timers/promises';

export type Json = Readonly<Record<string, unknown>>;

/**
 * The server as the seed uses it: the API like any integrator, with a key; pages like a person behind a link, without one. Every POST of the
 * API carries a fixed Idempotency-Key, so that a seed that broke off is simply run again.
 */
export type DemoApi = Readonly<{
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: Json, key: string) => Promise<T>;
  put: <T>(path: string, body: Json, headers?: Readonly<Record<string, string>>) => Promise<T>;
  postFile: <T>(path: string, file: string, key: string) => Promise<T>;
  readPage: (path: string) => Promise<string>;
  /** Sends the form of a page; fails where the page does not take it and sends the form back. */
  sendForm: (path: string, fields: Readonly<Record<string, string>>) => Promise<void>;
}>;

/** An answer that was no success, with the problem's own code. */
export class DemoApiRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(call: string, status: number, problem: { code?: string; detail?: string; title?: string }) {
    super(`${call} answered ${status}: ${problem.detail ?? problem.title ?? ''} ${JSON.stringify(problem).slice(0, 600)}`);
    this.code = problem.code ?? String(status);
    this.status = status;
  }
}

const answerWithinMs = 20_000,
  tries = 5;
/** Evidence keeps the browser of a decision by link, and shall not claim one here. */
const pageHeaders = { 'user-agent': 'Q2C demo seed', accept: 'text/html' };

export function demoApi({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }): DemoApi {
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
  const json = { ...headers, 'content-type': 'application/json' };
  const ask = <T>(path: string, request: RequestInit) => call<T>(`${apiUrl}${path}`, { ...request, headers: { ...headers, ...(request.headers as Record<string, string>) } });
  return {
    get: path => ask(path, { method: 'GET' }),
    post: (path, body, key) => ask(path, { method: 'POST', headers: { ...json, 'idempotency-key': key }, body: JSON.stringify(body) }),
    put: (path, body, more = {}) => ask(path, { method: 'PUT', headers: { ...json, ...more }, body: JSON.stringify(body) }),
    postFile: (path, file, key) => ask(path, { method: 'POST', headers: { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': key }, body: file }),
    readPage: async path => {
      const page = await answered(`${apiUrl}${path}`, { headers: pageHeaders });
      if (!page.ok) throw new DemoApiRefusal(`GET ${withoutToken(path)}`, page.status, {});
      return page.text();
    },
    sendForm: async (path, fields) => {
      const { status } = await answered(`${apiUrl}${path}`, { method: 'POST', redirect: 'manual', headers: pageHeaders, body: new URLSearchParams(fields) });
      if (status !== 303) throw new DemoApiRefusal(`POST ${withoutToken(path)}`, status, {});
    },
  };
}

/** A log may be read by others than the one whom a link was sent to. */
const withoutToken = (path: string): string => path.replace(/[^/]+$/, '…');

/** One call of the API, and the problem that it answers with where it fails. */
async function call<T>(url: string, request: RequestInit): Promise<T> {
  const response = await answered(url, request);
  const body: unknown = isJson(response) ? await response.json() : {};
  if (response.ok) return body as T;
  throw new DemoApiRefusal(`${request.method} ${new URL(url).pathname}`, response.status, body as Json);
}

/** Nothing at all is no JSON, and outside of the API an address that leads nowhere is told of in a page. */
const isJson = (answer: Response): boolean => answer.headers.get('content-type')?.includes('json') ?? false;

/** One request; where a part does not answer for the moment (429, 503), or the same request of a run that broke off is still at work, it is sent again after what the answer says. */
async function answered(url: string, request: RequestInit): Promise<Response> {
  for (let left = tries; ; left -= 1) {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(answerWithinMs) });
    if (left <= 1 || !(await isForTheMoment(response.clone()))) return response;
    await pause(Math.min(5_000, Number(response.headers.get('retry-after') ?? 1) * 1_000));
  }
}

async function isForTheMoment(answer: Response): Promise<boolean> {
  if (answer.status === 503 || answer.status === 429) return true;
  return answer.status === 409 && isJson(answer) && ((await answer.json()) as Json)['code'] === 'request_in_progress';
}

/** Asks again until the answer is as hoped for; after `withinMs` it fails with what it last saw. */
export async function askUntil<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, { what, withinMs = 30_000 }: { what: string; withinMs?: number }): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > until) throw new Error(`${what}: it did not come about within ${withinMs / 1000} s; last seen ${JSON.stringify(answer).slice(0, 600)}`);
    await pause(150);
  }
}
