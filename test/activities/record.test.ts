import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEvents } from '../../activities/record/record.ts';
import { createPool } from '../../db/pool.ts';
import type { DealEvent, Happening } from '../../workflows/deal/events.ts';
import { initialState } from '../../workflows/deal/state.ts';
import { type DealView, viewOf } from '../../workflows/deal/view.ts';
import type { Notice } from '../../workflows/ports.ts';
import { aCompany, people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { freshDatabase } from '../setup/stack.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 2);
  await aCompany(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const created: Happening = { type: 'deal.created', data: { entryStage: 'quoting' } };
const printed: Happening = { type: 'document.created', data: { kind: 'quote', subjectId: 'qtv_1', documentIds: ['doc_1'] } };
const handedOver: Happening = { type: 'deal.handed_over', data: { fromUserId: people.seller.id, toUserId: people.manager.id, noteId: null } };

const numbered = (n: number, happening: Happening, at: string, commandId: string | null = null): DealEvent => ({ ...happening, n, at, actor: { type: 'system', id: 'process' }, commandId });

const at = (time: string) => `2030-04-01T04:${time}.000Z`;
const noticeOf = (event: DealEvent, subjectId: string): Notice => ({
  n: event.n,
  letter: { dealId: 'deal', letterKey: `deal:${event.n}:approval_request:${subjectId}`, kind: 'approval_request', subjectId, detail: null, toUserId: null, now: event.at },
});

async function aRecord() {
  const deal = await aDeal(pool);
  const view = viewOf(initialState({ dealId: deal.dealId, customerId: deal.customerId, ownerId: people.seller.id, currency: 'KZT', acceptance: 'none' }, at('00:00')));
  return {
    record: (events: DealEvent[], notices: Notice[] = [], given: Partial<DealView> = {}) =>
      recordEvents(pool, {
        dealId: deal.dealId,
        events,
        notices: notices.map(({ n, letter }) => ({ n, letter: { ...letter, letterKey: `${deal.dealId}:${letter.letterKey}`, dealId: deal.dealId } })),
        view: { ...view, ...given },
        now: events[0]?.at ?? at('00:00'),
      }),
    events: async () => (await pool.query('select n, type from deal_event where deal_id = $1 order by n', [deal.dealId])).rows.map(row => [row.n, row.type]),
    letters: async () => (await pool.query("select input ->> 'subjectId' as subject from notice where deal_id = $1 order by id", [deal.dealId])).rows.map(row => row.subject),
    row: async () => (await pool.query('select revision, waiting_for from deal where id = $1', [deal.dealId])).rows[0],
  };
}

describe('a task that crashed after its commit, when its work is decided again', () => {
  it('INV-6, INV-8: loses no event and repeats none, in whatever order they come', async () => {
    const { record, events, row } = await aRecord();
    // Given a worker that committed the hand-over and died before its task was in the history …
    await record([numbered(1, created, at('00:00'))]);
    await record([numbered(2, handedOver, at('00:01'), 'cmd-1')]);
    // … when the next worker finds the print first and the hand-over after it …
    await record([numbered(2, printed, at('00:09'))]);
    await record([numbered(3, handedOver, at('00:09'), 'cmd-1')], [], { waitingFor: 'preparation' });
    // … then both stand on record once, the numbers go on where the process is, and the view is that of the process.
    expect(await events()).toEqual([
      [1, 'deal.created'],
      [2, 'deal.handed_over'],
      [3, 'document.created'],
    ]);
    expect(await row()).toEqual({ revision: 3, waiting_for: 'preparation' });
    await record([numbered(4, { ...printed, data: { kind: 'invoice', subjectId: 'inv_1', documentIds: ['doc_2'] } }, at('01:00'))]);
    expect((await events()).at(-1)).toEqual([4, 'document.created']);
  });

  it('INV-8: writes the letter of an event once, whatever number the event has the second time', async () => {
    const { record, letters } = await aRecord();
    await record([numbered(1, created, at('00:00'))]);
    const first = numbered(2, handedOver, at('00:01'), 'cmd-1');
    await record([first], [noticeOf(first, 'apt_1')]);
    const [print, again] = [numbered(2, printed, at('00:09')), numbered(3, handedOver, at('00:09'), 'cmd-1')];
    await record([print, again], [noticeOf(print, 'apt_2'), noticeOf(again, 'apt_1')]);
    expect(await letters()).toEqual(['apt_1', 'apt_2']);
  });

  it('INV-9: keeps a plan that differs from the one on record, and only that', async () => {
    const { record, events } = await aRecord();
    const plan = (n: number, overdueFromAt: string): DealEvent =>
      numbered(
        n,
        {
          type: 'reminder.planned',
          data: { invoiceId: 'inv_none', totalMinor: 1, paidMinor: 0, dueOn: '2030-04-15', overdueFromAt, rungs: [{ rung: '0', at: at('30:00'), outcome: 'will_send', reason: null }] },
        },
        at('02:00'),
      );
    await record([numbered(1, created, at('00:00'))]);
    await record([plan(2, at('30:00'))]);
    await record([plan(2, at('30:00'))]);
    expect(await events()).toHaveLength(2);
    await record([plan(2, at('40:00'))]);
    expect(await events()).toHaveLength(3);
  });
});

it('INV-6: is not written on where the record has lost events that the process has decided', async () => {
  const { record, events } = await aRecord();
  await record([numbered(1, created, at('00:00'))]);
  await expect(record([numbered(3, printed, at('00:05'))])).rejects.toThrow('is at 1, the next event is 3');
  expect(await events()).toEqual([[1, 'deal.created']]);
});

it('an attempt that comes late changes nothing of what stands on record', async () => {
  const { record, row } = await aRecord();
  const first = numbered(1, created, at('00:00'));
  await record([first]);
  await record([numbered(2, printed, at('00:05'))], [], { waitingFor: 'preparation' });
  await record([first], [], { waitingFor: 'draft_open' });
  expect(await row()).toEqual({ revision: 2, waiting_for: 'preparation' });
});
