import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/ids.ts';
import { makePaymentReference } from '../../domain/reference/payment-reference.ts';
import { freePorts } from '../../local/free-ports.ts';
import { type MailCatcher, startMailCatcher } from '../../local/mail-catcher.ts';
import { type RunningTemporal, startTemporal } from '../../local/temporal-server.ts';
import { intervalId } from '../../workflows/deal/ids.ts';
import { type Carried, type DealStart, stateQuery } from '../../workflows/deal/messages.ts';
import type { DealState } from '../../workflows/deal/state.ts';
import { people } from '../build/company.ts';
import { aDeal, type BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { historyOf, keepIfRecording, replay } from '../replay/history-files.ts';
import { aNote, openStep } from '../replay/scenarios.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { eventsOf, foldOf, rowOf } from './recorded.ts';
import { aWorld, dealNow, eventually, stateOf, type World } from './world.ts';

/** A run suggests the next one after so few events that one deal takes many runs; usually it is 4096. */
const eventsPerRun = 40;
const as = (person: { id: string }) => ({ type: 'user', id: person.id }) as const;

let folder: string;
let temporal: RunningTemporal;
let mailPort: number;
let mail: MailCatcher;
let world: World;
beforeAll(async () => {
  folder = await makeTestFolder('continued');
  const [grpc = 0, ui = 0, smtp = 0] = await freePorts(3);
  mailPort = smtp;
  mail = await startMailCatcher({ port: mailPort, dir: path.join(folder, 'mail') });
  temporal = await startTemporal({ dataDir: folder, ports: { grpc, ui }, ui: false, settings: { 'limit.historyCount.suggestContinueAsNew': eventsPerRun } });
  world = await aWorld({}, { temporalAddress: temporal.address, smtpUrl: mail.smtpUrl });
});
afterAll(async () => {
  await world?.close();
  await temporal?.stop();
  await mail?.stop();
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

/** Leads a deal over into its next run. Answers what that run began with, and the state in which the one before ended. */
async function handedOver(deal: BuiltDeal): Promise<{ carried: Carried | undefined; before: DealState }> {
  const ended = await runNow(deal);
  await intoNextRun(deal);
  const { events: history } = await world.client.workflow.getHandle(deal.workflowId, await runNow(deal)).fetchHistory();
  const begun = history?.[0]?.workflowExecutionStartedEventAttributes;
  expect(begun?.continuedExecutionRunId).toBe(ended);
  const start = JSON.parse(Buffer.from(begun?.input?.payloads?.[0]?.data ?? []).toString('utf8')) as DealStart;
  return { carried: start.carried, before: await world.client.workflow.getHandle(deal.workflowId, ended).query(stateQuery) };
}

/** The commands that a deal has taken, by its record: each with the number of the last event that it led to. */
async function seenBy(deal: BuiltDeal): Promise<[string, number][]> {
  const taken = (await events(deal)).filter(event => event.command_id !== null && event.type !== 'command.refused');
  return [...new Map(taken.map(event => [event.command_id ?? '', event.n]))];
}

/** A deal that enters at collecting with two invoices, due on Monday 15 and Monday 22 April. */
async function twoReceivables(): Promise<{ deal: BuiltDeal; paused: string; chased: string }> {
  const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  const [first] = deal.start.invoices;
  if (!first) throw new Error('the deal has no invoice');
  const second = { ...first, invoiceId: newId('inv'), dueOn: '2030-04-22', overdueFromAt: '2030-04-22T19:00:00.000Z' };
  await world.pool.query(
    `insert into invoice select (jsonb_populate_record(i, jsonb_build_object('id', $2::text, 'instalment', 2, 'number', i.number || '/2', 'reference', $3::text, 'due_on', $4::text, 'issue_key', $2::text))).* from invoice i where i.id = $1`,
    [first.invoiceId, second.invoiceId, makePaymentReference(900_001), second.dueOn],
  );
  return { deal: { ...deal, start: { ...deal.start, invoices: [first, second] } }, paused: first.invoiceId, chased: second.invoiceId };
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
    await forward(deal, new Date(Date.parse(first.acts_at ?? '') + 60_000).toISOString());
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
      pauses: [{ pauseId: intervalId('pau', deal.dealId, 'pause-1'), untilAt: '2030-04-23T19:00:00.000Z' }],
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

  it('INV-6, INV-8: hands the next run its whole state, with the undo window of a decision and the commands that it has seen', async () => {
    const deal = await aDeal(world.pool, { start: { submit: false } });
    await world.start(deal);
    await forward(deal, '2030-04-01T04:30:00.000Z');
    await world.command(deal, 'submit', {}, { actor: as(people.seller), commandId: 'submit-1' });
    const step = await openStep(world, deal, people.manager);
    const answer = await world.command(deal, 'approve', step, { actor: as(people.manager), commandId: 'approve-1' });
    const { carried, before } = await handedOver(deal);
    expect(carried).toEqual({ state: before, seen: await seenBy(deal), slow: [] });
    expect(carried?.state).toEqual(foldOf(deal, (await eventsOf(world, deal)).slice(0, carried?.state.n)));
    expect(carried?.seen.map(([id]) => id)).toEqual(['submit-1', 'approve-1']);
    expect(carried?.state.phase).toMatchObject({
      status: 'approving',
      position: 0,
      open: { taskId: step.task_id, decision: { decision: 'approved', byId: people.manager.id, actsAt: answer.acts_at } },
    });
  });

  it('INV-2: hands the next run its plans, fired rungs and pauses, and a letter that waits for its next try, which then leaves once', async () => {
    // Given two invoices of one deal, one of them paused after two letters, and a mail server that is away when the first letter about the other is due …
    const { deal, paused, chased } = await twoReceivables();
    await world.start(deal);
    await forwardOverRung({ ...deal, invoiceId: paused }, '-3', '2030-04-12T05:01:00.000Z');
    await forwardOverRung({ ...deal, invoiceId: paused }, '0', '2030-04-15T05:01:00.000Z');
    const note_id = await aNote(world, 'акт сверки');
    await world.command(deal, 'pause_reminders', { invoice_id: paused, until: '2030-05-02T19:00:00.000Z', note_id }, { actor: as(people.cfo), commandId: 'pause-2' });
    await mail.stop();
    await forward(deal, '2030-04-19T05:01:00.000Z');
    await eventually(
      () => rowOf(world, deal),
      row => row.stuck_code === 'mail_down',
    );
    // … when the deal goes over into another run, then that run begins with all of it …
    const { carried, before } = await handedOver(deal);
    const stuck = Object.values(carried?.state.stuck ?? {})[0];
    const waiting = { effect: { kind: 'rung', invoiceId: chased, rung: '-3', dueAt: '2030-04-19T05:00:00.000Z' }, startAt: stuck?.retryAt, failures: expect.any(Number) };
    expect(carried).toEqual({ state: before, seen: await seenBy(deal), slow: [waiting] });
    expect(carried?.slow[0]?.failures).toBeGreaterThan(0);
    expect(carried?.state).toEqual(foldOf(deal, (await eventsOf(world, deal)).slice(0, carried?.state.n)));
    expect(carried?.seen.map(([id]) => id)).toEqual(['pause-2']);
    expect(carried?.state.phase).toMatchObject({
      pauses: [{ pauseId: intervalId('pau', deal.dealId, 'pause-2'), kind: 'pause', scope: 'invoice', invoiceId: paused, untilAt: '2030-05-02T19:00:00.000Z' }],
      invoices: { [paused]: { settled: { '-3': 'sent', '0': 'sent' } }, [chased]: { settled: {}, rungs: expect.arrayContaining([expect.objectContaining({ rung: '+7', outcome: 'will_send' })]) } },
    });
    // … and the letter leaves from there when there is a mail server again.
    mail = await startMailCatcher({ port: mailPort, dir: path.join(folder, 'mail again') });
    await forwardOverRung({ ...deal, invoiceId: chased }, '-3', '2030-04-19T07:01:00.000Z');
    const { rows } = await world.pool.query("select kind, state from letter where invoice_id = $1 and kind like 'reminder_%'", [chased]);
    expect(rows).toEqual([{ kind: 'reminder_minus_3', state: 'sent' }]);
  }, 120_000);
});
