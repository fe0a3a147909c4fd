import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRung } from '../../activities/letters/send-rung.ts';
import { weighLift } from '../../activities/plan/weigh-lift.ts';
import { recordEvents } from '../../activities/record/record.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { initialState } from '../../workflows/deal/state.ts';
import { viewOf } from '../../workflows/deal/view.ts';
import { people } from '../build/company.ts';
import { eventually } from '../deal/world.ts';
import { aLetterRoom, type LetterRoom, type Receivable } from './letter-room.ts';

// Told in the spring of 2030: due on Monday 15 April, +7 stands on Monday the 22nd at 10:00 in Almaty, +14 a week later.
const sevenAt = '2030-04-22T05:00:00.000Z';
const fourteenAt = '2030-04-29T05:00:00.000Z';
const suspended = /отгрузки .*приостановлен|Отгрузки .*приостановлен/;

let room: LetterRoom;
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(() => room.close());

const send = (deal: Receivable, rung: '+7' | '+14' = '+7') => {
  const at = rung === '+7' ? sevenAt : fourteenAt;
  return sendRung(room.deps, { dealId: deal.dealId, invoiceId: deal.invoiceId, rung, dueAt: at, legalAt: null, ownerId: people.seller.id, now: at });
};

/** The finance director releases the shipments, as the process has it weighed and recorded. */
async function lift(deal: Receivable, now = sevenAt): Promise<void> {
  const weighed = await unitOfWork(room.pool, db => weighLift(db, { dealId: deal.dealId, approverId: people.cfo.id, ownerId: people.seller.id, now }));
  if (weighed.outcome !== 'may') throw new Error(`it was not lifted: ${weighed.outcome}`);
  const { outcome: _may, ...facts } = weighed;
  const data = { ...facts, hold: 'shipment' as const, version: null, overdueMinor: 116_000_000, overdueDays: 7, noteId: null, reasonText: 'скоропортящийся груз' };
  const view = viewOf(initialState({ dealId: deal.dealId, customerId: deal.customerId, ownerId: people.seller.id, currency: 'KZT', acceptance: 'none' }, now));
  await recordEvents(room.pool, { dealId: deal.dealId, notices: [], view, now, events: [{ type: 'hold.lifted', data, n: 1, at: now, actor: { type: 'api_key', id: 'key_1' }, commandId: 'cmd_1' }] });
}

const holdsOf = async (deal: Receivable) => (await room.pool.query('select lifted_by, approver_id, covered_minor::float8 covered from hold where deal_id = $1 order by since_at', [deal.dealId])).rows;
async function lettersTo(address: string): Promise<string[]> {
  const letters = await Promise.all(room.mail.received.filter(letter => letter.to === address).map(({ mime }) => PostalMime.parse(mime)));
  return letters.map(({ subject, text }) => `${subject}\n${text}`);
}
const byCfo = { lifted_by: 'decision', approver_id: people.cfo.id, covered: 116_000_000 };

describe('a letter that says that shipments are suspended', () => {
  it('INV-10: leaves with the hold in force', async () => {
    const { deal } = await room.aRung('held@romashka.example');
    room.mail.meanwhile('held@romashka.example', async () => {
      expect(await holdsOf(deal)).toEqual([{ lifted_by: null, approver_id: null, covered: null }]);
    });
    expect(await send(deal)).toEqual({ outcome: 'sent', reason: null });
    const [letter] = await lettersTo('held@romashka.example');
    expect(letter).toMatch(suspended);
  });

  it('INV-10: is written anew where the shipments are released between its effect and the first byte of its text, and leaves once', async () => {
    const { deal } = await room.aRung('released@romashka.example');
    room.mail.meanwhile('released@romashka.example', () => lift(deal));
    expect(await send(deal)).toEqual({ outcome: 'sent', reason: null });
    expect(await holdsOf(deal)).toEqual([byCfo]);
    const letters = await lettersTo('released@romashka.example');
    expect(letters).toHaveLength(1);
    expect(letters[0]).not.toMatch(/тгруз/);
    expect(letters[0]).toContain('до сих пор не оплачен');
  });

  it('INV-10: tried again after the release sets no new hold, and says nothing of shipments; a week later neither', async () => {
    const { deal } = await room.aRung('later@romashka.example');
    room.mail.answer('recipient', '450 4.2.0 Greylisted', 'later@romashka.example');
    expect(await send(deal)).toMatchObject({ outcome: 'retry' });
    await lift(deal);
    room.mail.recover();
    expect(await send(deal)).toEqual({ outcome: 'sent', reason: null });
    expect(await send(deal, '+14')).toEqual({ outcome: 'sent', reason: null });
    expect(await holdsOf(deal)).toEqual([byCfo]);
    const letters = await lettersTo('later@romashka.example');
    expect(letters).toHaveLength(2);
    expect(letters.join('\n')).not.toMatch(/тгруз/);
  });

  it('INV-10: cannot be overtaken: the release waits for the invoice that the last look at the letter has locked', async () => {
    const { deal } = await room.aRung('locked@romashka.example');
    await send(deal);
    const look = await room.pool.connect();
    await look.query('begin');
    await look.query('select 1 from invoice where id = $1 for update', [deal.invoiceId]);
    const release = lift(deal);
    await eventually(
      () => room.pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
      waiting => waiting.rows.length > 0,
    );
    expect(await holdsOf(deal)).toEqual([{ lifted_by: null, approver_id: null, covered: null }]);
    await look.query('commit');
    look.release();
    await release;
    expect(await holdsOf(deal)).toEqual([byCfo]);
  });
});
