import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeal } from '../../api/process/start-deal.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import { viewOf } from '../../workflows/deal/view.ts';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { openStep } from '../replay/scenarios.ts';
import { eventsOf, foldOf, rowOf } from './recorded.ts';
import { approvedDeal, wholeDeal } from './story.ts';
import { aWorld, eventually, stateOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

/** What the row of a deal must say, from its recorded events alone. */
function expectedOf(deal: BuiltDeal, events: readonly DealEvent[]) {
  const state = foldOf(deal, events);
  const view = viewOf(state);
  return {
    state,
    row: {
      ...{ revision: events.length, stage: view.stage, waiting_for: view.waitingFor, holder_type: view.holder.type, holder_id: view.holder.id, waiting_since: view.since },
      ...{ next_at: view.nextAt, next_code: view.nextCode, next_rung_at: view.nextRungAt, overdue: view.overdue, paused: view.paused, stuck_code: view.stuckCode },
      ...{ owner_id: view.ownerId, package_id: view.packageId, package_version: view.packageVersion, closed_at: view.closedAt },
    },
  };
}

/** Pauses, promises and everything else that was in force stays readable in the middle of a deal too. */
async function collectingWithPause(): Promise<BuiltDeal> {
  const deal = await approvedDeal(world);
  await world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' });
  await eventually(
    () => world.pool.query("select 1 from reminder where invoice_id = $1 and state = 'sent'", [deal.invoiceId]),
    r => r.rows.length === 3,
  );
  await world.pay(deal, { amountMinor: 100_000_000, receivedOn: '2030-04-19' });
  await world.command(deal, 'promise_to_pay', { invoice_id: deal.invoiceId, pay_on: '2030-04-25', until: '2030-04-26T19:00:00.000Z' }, { actor: { type: 'user', id: people.cfo.id } });
  return deal;
}

describe('the read model', () => {
  for (const [name, lead] of [
    ['a whole deal', () => wholeDeal(world)],
    ['a deal in the middle', collectingWithPause],
  ] as const) {
    it(`INV-3, INV-6: of ${name} equals the fold of its recorded events, numbered 1, 2, 3 … with actor and time, and the ledger`, async () => {
      const deal = await lead();
      const events = await eventsOf(world, deal);
      expect(events.map(event => event.n)).toEqual(events.map((_, index) => index + 1));
      expect(events.every(event => event.actor.id.length > 0 && event.at.length > 0)).toBe(true);
      const { row, state } = expectedOf(deal, events);
      expect(await rowOf(world, deal)).toEqual(row);
      // The process itself holds the same state; a deal that has ended answers too while its history is kept.
      expect(await stateOf(world, deal)).toEqual(state);
      // INV-3: the process has received on each invoice what the ledger placed there, and never more than it is for.
      const { rows } = await world.pool.query(
        'select i.id, i.paid_minor, i.gross_minor, coalesce(sum(a.amount_minor), 0)::bigint as placed from invoice i left join allocation a on a.invoice_id = i.id where i.deal_id = $1 group by i.id',
        [deal.dealId],
      );
      const { phase } = state;
      const invoices = phase.status === 'billing' || phase.status === 'closed' ? phase.invoices : {};
      expect(rows.map(row => ({ id: row.id, paid: Number(row.paid_minor), placed: Number(row.placed) }))).toEqual(
        rows.map(row => ({ id: row.id, paid: invoices[row.id]?.paidMinor, placed: invoices[row.id]?.paidMinor })),
      );
      expect(rows.every(row => Number(row.paid_minor) <= Number(row.gross_minor))).toBe(true);
    });
  }
});

describe('repeats', () => {
  it('INV-8: the same external deal started many times, even at once, is one process', async () => {
    const deal = await aDeal(world.pool, { content: aTypicalPackage() });
    await Promise.all(Array.from({ length: 5 }, () => startDeal(world.client, deal.workflowId, deal.start)));
    await openStep(world, deal, people.manager);
    await startDeal(world.client, deal.workflowId, deal.start);
    const runs = async () => {
      const found: string[] = [];
      for await (const run of world.client.workflow.list({ query: `WorkflowId = "${deal.workflowId}"` })) found.push(run.runId);
      return found;
    };
    expect(await eventually(runs, found => found.length > 0)).toHaveLength(1);
    expect((await eventsOf(world, deal)).filter(event => event.type === 'deal.created')).toHaveLength(1);
    await world.command(deal, 'lose', { reason: 'no answer' }, { actor: { type: 'user', id: people.seller.id } });
    await world.client.workflow.getHandle(deal.workflowId).result();
    await startDeal(world.client, deal.workflowId, deal.start);
    expect(await runs()).toHaveLength(1);
  });

  it('INV-8: the same command id twice is one effect and the same answer, by update and by signal', async () => {
    const deal = await approvedDeal(world);
    const pause = () => world.command(deal, 'pause_reminders', { until: '2030-04-20T19:00:00.000Z', reason: 'audit' }, { actor: { type: 'user', id: people.cfo.id }, commandId: 'pause-1' });
    const answers = await Promise.all([pause(), pause()]);
    answers.push(await pause());
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
    await world.client.workflow.getHandle(deal.workflowId).signal('pause_reminders', { until: '2030-04-25', reason: 'other', command_id: 'pause-1', actor: { type: 'user', id: people.cfo.id } });
    await world.command(deal, 'resume_reminders', {}, { actor: { type: 'user', id: people.cfo.id } });
    const events = await eventsOf(world, deal);
    expect(events.filter(event => event.commandId === 'pause-1').map(event => event.type)).toEqual(['reminder.paused']);
    const { rows } = await world.pool.query("select count(*)::int as n from reminder_pause where scope_id = $1 and kind = 'pause'", [deal.dealId]);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('a pause that runs out leaves a longer one of a wider scope in force, and another of its own scope takes its place, in the process and in the ledger', async () => {
    const deal = await approvedDeal(world);
    const pause = (until: string, scope = {}) => world.command(deal, 'pause_reminders', { until, reason: 'audit', ...scope }, { actor: { type: 'user', id: people.cfo.id } });
    await pause('2030-04-11T19:00:00.000Z', { invoice_id: deal.invoiceId });
    await pause('2030-05-20T19:00:00.000Z');
    await pause('2030-04-20T19:00:00.000Z');
    await world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' });
    const { rows } = await world.pool.query('select scope, outcome, ended_by_id from reminder_pause where scope_id = $1 or scope_id = $2 order by until_at', [deal.dealId, deal.invoiceId]);
    expect(rows.map(row => [row.scope, row.outcome, row.ended_by_id])).toEqual([
      ['invoice', 'ran_out', 'process'],
      ['deal', null, null],
      ['deal', 'replaced', people.cfo.id],
    ]);
    expect((await world.pool.query("select rung from reminder where invoice_id = $1 and state = 'sent'", [deal.invoiceId])).rows).toEqual([]);
    expect(await rowOf(world, deal)).toMatchObject({ paused: true });
  });
});
