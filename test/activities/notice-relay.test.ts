import { afterAll, beforeAll, expect, it } from 'vitest';
import { type NoticeRelay, startNoticeRelay } from '../../activities/letters/notice-relay.ts';
import { notice } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { people } from '../build/company.ts';
import { eventually } from '../deal/world.ts';
import { aLetterRoom, type LetterRoom } from './letter-room.ts';

const now = '2030-04-01T05:00:00.000Z';
/** The relay waits by the real clock, whatever the deal's says. */
const longAgo = '2026-01-05T04:00:00.000Z';

let room: LetterRoom;
let relay: NoticeRelay | undefined;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(async () => {
  await relay?.stop();
  await room.close();
});

it('keeps a letter to a colleague through a wrong password, however often it is tried, and sends it once when the password is right', async () => {
  const { deal } = await room.aRung('news@romashka.example');
  const input: LetterInput = { dealId: deal.dealId, letterKey: 'news', kind: 'delivery_problem', subjectId: deal.invoiceId, detail: 'no_answer', toUserId: people.seller.id, now };
  const due = () => room.pool.query('update notice set next_attempt_at = $1 where done_at is null', [longAgo]);
  const row = async () => (await room.pool.query('select attempts, outcome, last_error, done_at from notice')).rows[0];
  room.mail.answer('login', '535 5.7.8 Wrong name or password');
  await unitOfWork(room.pool, db => db.insert(notice).values({ id: 'ntc_1', dealId: deal.dealId, input, createdAt: now, nextAttemptAt: longAgo }));
  const errors: unknown[] = [];
  relay = startNoticeRelay(room.deps, error => errors.push(error));
  for (const attempts of [1, 2]) {
    // The reason is written with the time of the next try, when this one is over.
    expect(await eventually(row, seen => seen.attempts === attempts && seen.last_error !== null)).toEqual({ attempts, outcome: null, last_error: 'mail_down', done_at: null });
    await room.pool.query('update notice set last_error = null');
    await due();
  }
  room.mail.recover();
  await due();
  expect((await eventually(row, seen => seen.done_at !== null)).outcome).toBe('sent');
  expect([room.mail.received.filter(letter => letter.to === people.seller.email).length, errors]).toEqual([1, []]);
});
