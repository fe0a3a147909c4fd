import type { DemoApi } from './demo-api.ts';
import { type CaughtLetter, caughtLetter } from './inbox.ts';

/** An open step as the letter that asks about it tells of it. */
export type AskedStep = Readonly<{ dealTitle: string; version: number; personId: string }>;
type Answer = Readonly<{ decision: 'approve' | 'request_changes'; comment?: string | undefined }>;

/**
 * Decides a step as its person does: follows the link of the letter, reads the page and sends its form. False where letters go to another
 * mail server: nobody but its person has the link then, and nobody else can decide in that person's name.
 */
export async function decideByLetter(api: DemoApi, { dealTitle, version, personId }: AskedStep, { decision, comment = '' }: Answer): Promise<boolean> {
  const { email } = await api.get<{ email: string }>(`/v1/users/${personId}`);
  const asks = ({ to, text, links }: CaughtLetter) => to.includes(email) && text.includes(`${dealTitle}, `) && links.some(isTaskLink);
  const letter = await caughtLetter(api, { isIt: asks, what: `the letter to ${email} about «${dealTitle}»` });
  if (!letter) return false;
  // The link is written for people, at PUBLIC_URL; from here the server may answer under another address only.
  const { pathname } = new URL(letter.links.find(isTaskLink) ?? '');
  const page = await api.readPage(pathname);
  const sent = { nonce: hiddenField(page, 'nonce'), version: hiddenField(page, 'version'), decision, comment };
  if (sent.version !== String(version)) throw new Error(`The letter to ${email} about «${dealTitle}» asks about version ${sent.version}, not ${version}.`);
  await api.sendForm(pathname, sent);
  return true;
}

const isTaskLink = (link: string): boolean => new URL(link).pathname.startsWith('/t/');

function hiddenField(page: string, name: string): string {
  const value = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`).exec(page)?.[1];
  if (value === undefined) throw new Error(`The page of the letter asks nothing: it has no field ${name}.`);
  return value;
}
