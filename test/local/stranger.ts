import { readFile } from 'node:fs/promises';
import type { StackFile } from '../../local/addresses.ts';

export type Letter = Readonly<{
  id: string;
  to: readonly string[];
  subject: string;
  at: string;
  links: readonly string[];
  attachments: readonly Readonly<{ filename: string; contentType: string }>[];
}>;
export type Json = Readonly<Record<string, unknown>>;

/** Asks until it holds, four times a second: more would run into the limit for one address. */
export async function until<T>(what: string, look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  for (const end = performance.now() + 60_000; ; ) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > end) throw new Error(`${what} did not come to pass; last seen: ${JSON.stringify(seen).slice(0, 600)}`);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

/** Somebody who knows of the stack what its start file says, and nothing else. */
export function aStranger(stack: Pick<StackFile, 'api' | 'api_key' | 'inbox'>) {
  const call = async (path: string, request: RequestInit = {}): Promise<Json> => {
    const answer = await fetch(`${stack.api}${path}`, { ...request, headers: { authorization: `Bearer ${stack.api_key}`, ...request.headers } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${request.method ?? 'GET'} ${path} was answered with ${answer.status}: ${text.slice(0, 600)}`);
    return JSON.parse(text) as Json;
  };
  const letters = async (): Promise<Letter[]> => (await (await fetch(`${stack.inbox}/messages.json`)).json()) as Letter[];
  return {
    api: stack.api,
    apiKey: stack.api_key,
    get: (path: string) => call(path),
    post: (path: string, body: Json, headers: Record<string, string> = {}) => call(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    upload: async (path: string, file: string) => call(path, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: await readFile(file) }),
    letters,
    /** The letters that answer a question, oldest first, as soon as there are `count` of them. */
    lettersWhen: (what: string, count: number, wanted: (letter: Letter) => boolean) =>
      until(
        what,
        async () => (await letters()).filter(wanted).toReversed(),
        found => found.length >= count,
      ),
    attachment: async (letter: Letter, place: number) => Buffer.from(await (await fetch(`${stack.inbox}/${letter.id}/attachments/${place}`)).arrayBuffer()),
  };
}
export type Stranger = ReturnType<typeof aStranger>;

const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

/** Opens the page of a task by its link, chooses «approve» and sends the form, as a browser without JavaScript does. Answers the page that follows. */
export async function approveOnPage(link: string): Promise<string> {
  const page = await (await fetch(link)).text();
  const form = /<form method="post"[^>]*>[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  const hidden = [...form.matchAll(/<input type="hidden"[^>]*>/g)].map(([tag]) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']);
  const choice = /<input[^>]*type="radio"[^>]*value="approve"[^>]*>/.exec(form)?.[0] ?? '';
  const fields = new URLSearchParams([...hidden, [attribute(choice, 'name') ?? '', 'approve'], ['comment', '']] as [string, string][]);
  const sent = await fetch(new URL(attribute(form, 'action') ?? '', link), { method: 'POST', body: fields });
  if (!sent.ok) throw new Error(`the form was answered with ${sent.status}`);
  return sent.text();
}
