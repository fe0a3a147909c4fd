import { askUntil, type DemoApi, DemoApiRefusal } from './demo-api.ts';

/** What the seed reads of a letter in the local inbox. `at`: when it was caught. */
export type CaughtLetter = Readonly<{ to: readonly string[]; subject: string; text: string; links: readonly string[]; message_id: string | null; at: string }>;

/** The newest letter of its kind, as soon as the local inbox has it. Undefined where letters go to another mail server: there is no inbox to read then. */
export async function caughtLetter(api: DemoApi, { isIt, what }: { isIt: (letter: CaughtLetter) => boolean; what: string }): Promise<CaughtLetter | undefined> {
  const read = () =>
    api.get<readonly CaughtLetter[]>('/inbox/messages.json').catch((error: unknown) => {
      if (error instanceof DemoApiRefusal && error.status === 404) return null;
      throw error;
    });
  const caught = await askUntil(read, letters => letters === null || letters.some(isIt), { what: `${what} in the inbox` });
  return caught?.find(isIt);
}
