import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MessageName } from '../../workflows/deal/messages.ts';
import { people } from '../build/company.ts';
import { aDeal, aPackage, type BuiltDeal } from '../build/deal.ts';
import { openStep } from '../replay/scenarios.ts';
import { rowOf } from './recorded.ts';
import { approveAll } from './story.ts';
import { aWorld, eventually, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const as = (person: { id: string }) => ({ type: 'user', id: person.id }) as const;

/** What the server itself has a timer for, by the names that the Web UI shows. */
async function timersOf(deal: BuiltDeal): Promise<string[]> {
  const { events } = await world.client.workflow.getHandle(deal.workflowId).fetchHistory();
  const running = new Map<string, string>();
  for (const event of events ?? []) {
    const name = event.userMetadata?.summary?.data;
    if (event.timerStartedEventAttributes) running.set(String(event.eventId), name ? JSON.parse(Buffer.from(name).toString('utf8')) : '');
    const over = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    if (over) running.delete(String(over.startedEventId));
  }
  return [...running.values()];
}

/** What an admin finds the deal by. */
async function shownOf(deal: BuiltDeal) {
  const { searchAttributes } = await world.client.workflow.getHandle(deal.workflowId).describe();
  const { DealStage, Holder, WaitingFor, DueAt } = searchAttributes as Record<string, unknown[] | undefined>;
  const dueAt = DueAt?.[0];
  return { stage: DealStage?.[0], waiting_for: WaitingFor?.[0], holder_id: Holder?.[0], next_at: dueAt instanceof Date ? dueAt.toISOString() : null };
}

/** The words at the top of the deal in the Web UI. */
async function wordsOf(deal: BuiltDeal): Promise<string> {
  const { currentDetails } = await world.client.workflow.getHandle(deal.workflowId).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

/** What is watched over an invoice is no promise to anybody and stands on no record; where it comes sooner, the timer is its. */
const isWatch = (timer: string | undefined): boolean => timer?.startsWith('watch:') === true;

/** Where a deal is: on record, in the Web UI, and by the timer that runs for it. All three say the same. */
async function whereabouts(deal: BuiltDeal, waitingFor: string) {
  const row = await eventually(
    () => rowOf(world, deal),
    seen => seen.waiting_for === waitingFor,
  );
  const { stage, waiting_for, holder_type, holder_id, next_at, next_code } = row;
  await eventually(
    () => shownOf(deal),
    seen => JSON.stringify(seen) === JSON.stringify({ stage, waiting_for, holder_id, next_at }),
  );
  await eventually(
    () => timersOf(deal),
    timers => timers.length <= 1 && (isWatch(timers[0]) || (timers[0] ?? null) === next_code),
  );
  await eventually(
    () => wordsOf(deal),
    words => words.includes(`**Waits for:** ${waitingFor}, held by ${holder_type} ${holder_id},`) && (next_code === null || words.includes(`- ${next_at} ${next_code}`)),
  );
  return { stage, held: `${holder_type} ${holder_id}`, next: next_code === null ? null : `${next_code} ${next_at?.slice(0, 16)}` };
}

it('INV-7: a deal has at each of its stages a timer that runs or somebody who holds it, on record and in the Web UI, until it is paid', async () => {
  const { terms } = aPackage();
  const instalments = [
    { percent: '30', due: { type: 'net_days', days: 14 } },
    { percent: '70', due: { type: 'after_delivery_days', days: 10 } },
  ] as const;
  const special = [{ text: 'Возврат брака за наш счёт', reason: 'Постоянный клиент' }];
  const content = aPackage({ acceptance: 'customer_accepts', terms: { ...terms, instalments, special } });
  const deal = await aDeal(world.pool, { content, start: { submit: false } });
  const command = (name: MessageName, body: Record<string, unknown>, person: { id: string }) => world.command(deal, name, body, { actor: as(person) });
  const customer = `customer ${deal.customerId}`;

  await world.start(deal);
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  expect(await whereabouts(deal, 'draft_open')).toEqual({ stage: 'quoting', held: 'user usr_seller', next: null });

  await command('submit', {}, people.seller);
  expect(await whereabouts(deal, 'approval_open')).toEqual({ stage: 'approving', held: 'user usr_manager', next: 'reminder_50 2030-04-01T06:30' });

  await command('reject', { ...(await openStep(world, deal, people.manager)), note_id: 'note_none' }, people.manager);
  expect(await whereabouts(deal, 'undo_window')).toEqual({ stage: 'approving', held: 'user usr_manager', next: expect.stringMatching(/^undo_window 2030-04-01T04:3/) });
  await command('recall', { task_id: (await world.pool.query('select id from approval_task where deal_id = $1 and position = 0', [deal.dealId])).rows[0].id }, people.manager);

  await approveAll(world, deal);
  expect(await whereabouts(deal, 'acceptance_open')).toEqual({ stage: 'accepting', held: customer, next: expect.stringMatching(/^quote_expiry 2030-04-15/) });

  await world.command(deal, 'accept', {}, { actor: { type: 'customer', id: deal.customerId } });
  expect(await whereabouts(deal, 'invoice_review')).toEqual({ stage: 'invoicing', held: 'system finance', next: null });

  await command('release_invoice', { instalment: 1 }, people.cfo);
  await eventually(
    () => world.pool.query("select 1 from invoice where deal_id = $1 and delivery = 'sent'", [deal.dealId]),
    found => found.rowCount === 1,
  );
  expect(await whereabouts(deal, 'payment_due')).toEqual({ stage: 'collecting', held: customer, next: 'rung:-3 2030-04-12T05:00' });

  await command('pause_reminders', { until: '2030-04-17T19:00:00.000Z', reason: 'сверка' }, people.cfo);
  expect(await whereabouts(deal, 'payment_due')).toEqual({ stage: 'collecting', held: customer, next: 'overdue 2030-04-15T19:00' });

  await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
  expect(await whereabouts(deal, 'payment_overdue')).toEqual({ stage: 'collecting', held: customer, next: 'pause_over 2030-04-17T19:00' });

  await world.fastForward(deal, { untilAt: '2030-05-07T06:00:00.000Z' });
  expect(await whereabouts(deal, 'manual_collection')).toEqual({ stage: 'manual_collection', held: 'user usr_seller', next: null });

  await world.pay(deal, { amountMinor: 111_360_000, receivedOn: '2030-05-07' });
  expect(await whereabouts(deal, 'delivery_pending')).toEqual({ stage: 'invoicing', held: 'user usr_seller', next: null });

  await command('mark_delivered', { on: '2030-05-07' }, people.seller);
  expect(await whereabouts(deal, 'invoice_review')).toEqual({ stage: 'invoicing', held: 'system finance', next: null });
  await command('release_invoice', { instalment: 2 }, people.cfo);
  const { rows } = await eventually(
    () => world.pool.query("select id from invoice where deal_id = $1 and instalment = 2 and delivery = 'sent'", [deal.dealId]),
    found => found.rowCount === 1,
  );
  expect(await whereabouts(deal, 'payment_due')).toEqual({ stage: 'collecting', held: customer, next: 'rung:-3 2030-05-14T05:00' });

  await world.pay(deal, { amountMinor: 259_840_000, receivedOn: '2030-05-08', invoiceId: rows[0].id });
  expect(await whereabouts(deal, 'nothing')).toEqual({ stage: 'paid', held: 'none none', next: null });
});
