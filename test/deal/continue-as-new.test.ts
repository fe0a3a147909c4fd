import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../local/free-ports.ts';
import { type RunningTemporal, startTemporal } from '../../local/temporal-server.ts';
import type { DealStart } from '../../workflows/deal/messages.ts';
import { people } from '../build/company.ts';
import { aDeal, type BuiltDeal } from '../build/deal.ts';
import { historyOf, keepIfRecording, replay } from '../replay/history-files.ts';
import { aNote, openStep } from '../replay/scenarios.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { aWorld, dealNow, eventually, stateOf, type World } from './world.ts';

/** A run suggests the next one after so few events that one deal takes many runs; usually it is 4096. */
const eventsPerRun = 40;
const as = (person: { id: string }) => ({ type: 'user', id: person.id }) as const;

let folder: string;
let temporal: RunningTemporal;
let world: World;
beforeAll(async () => {
  folder = await makeTestFolder('continued');
  const [grpc = 0, ui = 0] = await freePorts(2);
  temporal = await startTemporal({ dataDir: folder, ports: { grpc, ui }, ui: false, settings: { 'limit.historyCount.suggestContinueAsNew': eventsPerRun } });
  world = await aWorld({}, { temporalAddress: temporal.address });
});
afterAll(async () => {
  await world?.close();
  await temporal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Event = { n: number; type: string; data: Record<string, unknown>; command_id: string | null };
const events = async (deal: BuiltDeal): Promise<Event[]> => (await world.pool.query('select n, type, data, command_id from deal_event where deal_id = $1 order by n', [deal.dealId])).rows;

/**
 * A fast-forward ends with the run it began in; the next one goes on from there. In a run that another one began with a moved
 * clock the server fires timers too late, so the deal is woken by a signal, which it refuses.
 */
async function forward(deal: BuiltDeal, untilAt: string): Promise<void> {
  while ((await dealNow(world.client, deal.workflowId)) < untilAt) await world.fastForward(deal, { untilAt });
  await wake(deal, `wake-${untilAt}`);
}

async function wake(deal: BuiltDeal, commandId: string): Promise<void> {
  const { length } = await events(deal);
  await world.client.workflow.getHandle(deal.workflowId).signal('change_package', { command_id: commandId, actor: as(people.seller) });
  await eventually(
    () => events(deal),
    all => all.length > length,
  );
}

async function forwardOverRung(deal: BuiltDeal & { invoiceId: string }, rung: string, untilAt: string): Promise<void> {
  await forward(deal, untilAt);
  await eventually(
    () => world.pool.query("select 1 from reminder where invoice_id = $1 and rung = $2 and state in ('sent', 'done')", [deal.invoiceId, rung]),
    r => r.rows.length === 1,
  );
}

async function runsOf(deal: BuiltDeal): Promise<string[]> {
  const runs: { runId: string; startTime: Date }[] = [];
  for await (const run of world.client.workflow.list({ query: `WorkflowId = "${deal.workflowId}"` })) runs.push(run);
  return runs.sort((a, b) => Number(a.startTime) - Number(b.startTime)).map(run => run.runId);
}

const runNow = async (deal: BuiltDeal) => (await world.client.workflow.getHandle(deal.workflowId).describe()).runId;

/** Records refused signals until the deal has gone over into its next run; they change nothing but the numbers. */
async function intoNextRun(deal: BuiltDeal): Promise<void> {
  const before = await runNow(deal);
  for (let n = 0; (await runNow(deal)) === before; n += 1) {
    if (n > eventsPerRun) throw new Error('the deal does not go over into another run');
    await wake(deal, `noise-${before}-${n}`);
  }
  // A run that has just begun answers no question before its first task.
  await eventually(
    () => stateOf(world, deal).catch(() => null),
    state => state !== null,
  );
}

describe('a deal that goes through many runs', () => {
  it('INV-2, INV-6, INV-8: keeps its numbers, seen commands, undo window, pause, plan and fired rungs', async () => {
    const deal = await aDeal(world.pool, { start: { submit: false } });
    await world.start(deal);
    await eventually(
      () => events(deal),
      all => all.length === 1,
    );
    await forward(deal, '2030-04-01T04:30:00.000Z');
    await world.command(deal, 'submit', {}, { actor: as(people.seller), commandId: 'submit-1' });

    const step = await openStep(world, deal, people.manager);
    const first = await world.command(deal, 'approve', step, { actor: as(people.manager), commandId: 'approve-1' });
    await intoNextRun(deal);
    const again = await world.command(deal, 'approve', step, { actor: as(people.manager), commandId: 'approve-1' });
    expect({ decision: again.decision, acts_at: again.acts_at }).toEqual({ decision: first.decision, acts_at: first.acts_at });
    await forward(deal, new Date(Date.parse(first.acts_at ?? '') + 1000).toISOString());
    for (const person of [people.lawyer, people.cfo, people.director]) await world.command(deal, 'approve', await openStep(world, deal, person), { actor: { type: 'api_key', id: 'key_test' } });
    const { rows } = await eventually(
      () => world.pool.query("select id from invoice where deal_id = $1 and delivery = 'sent'", [deal.dealId]),
      r => r.rows.length === 1,
    );
    const invoiceId: string = rows[0].id;

    await forwardOverRung({ ...deal, invoiceId }, '-3', '2030-04-12T05:01:00.000Z');
    await forwardOverRung({ ...deal, invoiceId }, '0', '2030-04-15T05:01:00.000Z');
    await world.command(deal, 'pause_reminders', { until: '2030-04-23T19:00:00.000Z', note_id: await aNote(world, 'акт сверки') }, { actor: as(people.cfo), commandId: 'pause-1' });
    await intoNextRun(deal);
    expect((await stateOf(world, deal)).phase).toMatchObject({
      pauses: [{ pauseId: 'pau_pause-1', untilAt: '2030-04-23T19:00:00.000Z' }],
      invoices: { [invoiceId]: { settled: { '-3': 'sent', '0': 'sent' } } },
    });
    await world.command(deal, 'pause_reminders', { until: '2030-04-23T19:00:00.000Z', note_id: null }, { actor: as(people.cfo), commandId: 'pause-1' });
    await forward(deal, '2030-04-23T19:01:00.000Z');
    await forwardOverRung({ ...deal, invoiceId }, '+7', '2030-04-24T05:01:00.000Z');
    await forwardOverRung({ ...deal, invoiceId }, '+14', '2030-04-29T05:01:00.000Z');
    await forwardOverRung({ ...deal, invoiceId }, '+21', '2030-05-06T05:01:00.000Z');
    const rungs = await world.pool.query('select rung, state from reminder where invoice_id = $1 order by due_at', [invoiceId]);
    expect(rungs.rows.map(r => `${r.rung} ${r.state}`)).toEqual(['-3 sent', '0 sent', '+3 skipped', '+7 sent', '+14 sent', '+21 done']);
    const letters = await world.pool.query("select kind from letter where deal_id = $1 and kind like 'reminder_%' and state = 'sent'", [deal.dealId]);
    expect(letters.rows.map(r => r.kind).sort()).toEqual(['reminder_0', 'reminder_minus_3', 'reminder_plus_14', 'reminder_plus_7']);

    await intoNextRun(deal);
    await world.pay(deal, { amountMinor: 371_200_000, receivedOn: '2030-05-07' });
    await world.client.workflow.getHandle(deal.workflowId).result();

    const all = await events(deal);
    expect(all.map(event => event.n)).toEqual(all.map((_, index) => index + 1));
    const times = (type: string) => all.filter(event => event.type === type).length;
    expect({
      decided: times('approval.decided'),
      paused: times('reminder.paused'),
      resumed: times('reminder.resumed'),
      issued: times('invoice.issued'),
      sent: times('reminder.sent'),
      closed: times('deal.closed'),
    }).toEqual({ decided: 4, paused: 1, resumed: 1, issued: 1, sent: 4, closed: 1 });
    expect(all.filter(event => event.command_id === 'approve-1' || event.command_id === 'pause-1')).toHaveLength(2);

    const runs = await eventually(
      () => runsOf(deal),
      seen => seen.length >= 4,
    );
    for (const runId of runs) await replay(JSON.parse(await historyOf(world, deal.workflowId, runId)), deal.workflowId);
    keepIfRecording('continued-first-run', await historyOf(world, deal.workflowId, runs[0]));
    keepIfRecording('continued-last-run', await historyOf(world, deal.workflowId, runs.at(-1)));
    console.info(`one deal, ${runs.length} runs, ${all.length} events`);
  }, 120_000);

  it('carries nothing but plain JSON from run to run', async () => {
    const deal = await aDeal(world.pool);
    await world.start(deal);
    await openStep(world, deal, people.manager);
    await intoNextRun(deal);
    const history = await world.client.workflow.getHandle(deal.workflowId).fetchHistory();
    const [payload] = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const start = JSON.parse(Buffer.from(payload?.data ?? []).toString('utf8')) as DealStart;
    expect(start.carried?.state).toMatchObject({ dealId: deal.dealId, phase: { status: 'approving' } });
    expect(start.carried?.state).not.toBeUndefined();
    expect((await stateOf(world, deal)).n).toBeGreaterThanOrEqual(start.carried?.state.n ?? Number.NaN);
  });
});
