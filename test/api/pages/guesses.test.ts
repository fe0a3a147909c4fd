import { describe, expect, it } from 'vitest';
import { Guesses } from '../../../api/pages/guesses.ts';

const minuteMs = 60_000;
const outcomes = async (asked: readonly Promise<unknown>[]) => (await Promise.allSettled(asked)).map(({ status }) => status);
const times = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('the looking up of links', () => {
  it('looks up no more than ten of a thousand unknown ones that one address sends at once', async () => {
    const guesses = new Guesses(10);
    let looked = 0;
    const unknown = async () => ({ known: false, n: ++looked });
    const answers = await outcomes(times(1_000).map(() => guesses.follow('a', 0, unknown)));
    expect(answers.filter(status => status === 'fulfilled')).toHaveLength(10);
    expect(looked).toBe(10);
    await expect(guesses.follow('a', minuteMs - 1, unknown)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(guesses.follow('b', 0, unknown)).resolves.toMatchObject({ known: false });
    await expect(guesses.follow('a', minuteMs, unknown)).resolves.toMatchObject({ known: false });
  });

  it('never refuses good links, however many come at once, nor one whose look has failed', async () => {
    const guesses = new Guesses(10);
    expect(new Set(await outcomes(times(200).map(() => guesses.follow('a', 0, async () => ({ known: true })))))).toEqual(new Set(['fulfilled']));
    const away = async (): Promise<{ known: boolean }> => {
      throw new Error('the database is away');
    };
    const failed = await Promise.allSettled(times(30).map(() => guesses.follow('a', 0, away)));
    expect(new Set(failed.map(each => each.status === 'rejected' && (each.reason as Error).message))).toEqual(new Set(['the database is away']));
    await expect(guesses.follow('a', 0, async () => ({ known: true }))).resolves.toEqual({ known: true });
  });
});
