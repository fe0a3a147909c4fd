import { setTimeout as pause } from 'node:timers/promises';

export type Json = Readonly<Record<string, unknown>>;

/** The API as the seed uses it: like any integrator, with a key. Every POST carries a fixed Idempotency-Key, so that a seed that broke off is simply run again. */
export type DemoApi = Readonly<{
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: Json, key: string) => Promise<T>;
  put: <T>(path: string, body: Json, headers?: Readonly<Record<string, string>>) => Promise<T>;
  postFile: <T>(path: string, file: string, key: string) => Promise<T>;
}>;

/** An answer that was no success, with the problem's own code. */
export class DemoApiRefusal extends Error {
  readonly code: string;

  constructor(call: string, status: number, problem: { code?: string; detail?: string; title?: string }) {
    super(`${call} answered ${status}: ${problem.detail ?? problem.title ?? ''} ${JSON.stringify(problem).slice(0, 600)}`);
    this.code = problem.code ?? String(status);
  }
}

const answerWithinMs = 20_000,
  tries = 5;

export function demoApi({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }): DemoApi {
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
  const json = { ...headers, 'content-type': 'application/json' };
  const ask = <T>(path: string, request: RequestInit) => call<T>(`${apiUrl}${path}`, { ...request, headers: { ...headers, ...(request.headers as Record<string, string>) } });
  return {
    get: path => ask(path, { method: 'GET' }),
    post: (path, body, key) => ask(path, { method: 'POST', headers: { ...json, 'idempotency-key': key }, body: JSON.stringify(body) }),
    put: (path, body, more = {}) => ask(path, { method: 'PUT', headers: { ...json, ...more }, body: JSON.stringify(body) }),
    postFile: (path, file, key) => ask(path, { method: 'POST', headers: { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': key }, body: file }),
  };
}

/** One call; where a part does not answer for the moment (429, 503), or the same request of a run that broke off is still at work, it is asked again after what the answer says. */
async function call<T>(url: string, request: RequestInit): Promise<T> {
  for (let left = tries; ; left -= 1) {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(answerWithinMs) });
    const body: unknown = response.status === 204 ? {} : await response.json();
    if (response.ok) return body as T;
    const again = response.status === 503 || response.status === 429 || (body as Json)['code'] === 'request_in_progress';
    if (!again || left <= 1) throw new DemoApiRefusal(`${request.method} ${new URL(url).pathname}`, response.status, body as Json);
    await pause(Math.min(5_000, Number(response.headers.get('retry-after') ?? 1) * 1_000));
  }
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
