import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/ids.ts';
import { note } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { type DealStart, dealSignal } from '../../workflows/deal/messages.ts';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { aWorld, eventually, stateOf, type World } from './world.ts';

// 5 April 2030 is a Friday; 17:00 in Almaty is 12:00Z. Work is 9–13 and 14–18, so four hours from there end on Monday at noon.
const friday = '2030-04-05T12:00:00.000Z';
const as = (person: { id: string }) => ({ type: 'user', id: person.id }) as const;

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

type Event = { n: number; type: string; at: Date; data: Record<string, unknown>; actor: { id: string } };
const events = async (deal: BuiltDeal): Promise<Event[]> => (await world.pool.query('select n, type, at, data, actor from deal_event where deal_id = $1 order by n', [deal.dealId])).rows;
const types = async (deal: BuiltDeal) => (await events(deal)).map(e => e.type);
const minuteOf = (all: Event[], type: string) =>
  all
    .find(e => e.type === type)
    ?.at.toISOString()
    .slice(0, 16);
const lettersTo = async (deal: BuiltDeal, person: { email: string }) =>
  (await world.pool.query("select kind from letter where deal_id = $1 and to_address = $2 and state = 'sent' order by sent_at", [deal.dealId, person.email])).rows.map(r => r.kind as string);

async function submittedOnFriday(start: Partial<DealStart> = {}): Promise<BuiltDeal> {
  const deal = await aDeal(world.pool, { start: { submit: false, ...start } });
  await world.start(deal);
  await eventually(
    () => events(deal),
    all => all.length === 1,
  );
  await world.fastForward(deal, { untilAt: friday });
  await world.command(deal, 'submit', {}, { actor: as(people.seller) });
  return deal;
}

async function stepOf(deal: BuiltDeal, person: { id: string }): Promise<{ taskId: string; version: number }> {
  const state = await eventually(
    () => stateOf(world, deal),
    s => s.phase.status === 'approving' && s.phase.open?.personId === person.id && s.phase.open.decision === null,
  );
  if (state.phase.status !== 'approving' || !state.phase.open) throw new Error('the step is not open');
  return { taskId: state.phase.open.taskId, version: state.phase.version };
}

async function decide(deal: BuiltDeal, person: { id: string }, name: 'approve' | 'reject', noteId: string | null = null) {
  const { taskId, version } = await stepOf(deal, person);
  return world.command(deal, name, { task_id: taskId, version, ...(noteId ? { note_id: noteId } : {}) }, { actor: as(person) });
}

async function aNote(text: string): Promise<string> {
  const id = newId('note');
  await unitOfWork(world.pool, db => db.insert(note).values({ id, text, authorType: 'user', authorId: people.cfo.id, createdAt: friday }));
  return id;
}

describe('the clock of a step', () => {
  it('AP2, AP3: reminds at 50 and 80 % of four working hours over a weekend, escalates at their end, is stuck at twice', async () => {
    const deal = await submittedOnFriday();
    await stepOf(deal, people.manager);
    await world.fastForward(deal, { untilAt: '2030-04-08T12:30:00.000Z' });
    const all = await eventually(
      () => events(deal),
      seen => seen.some(e => e.type === 'approval.stuck'),
    );
    const reminders = all.filter(e => e.type === 'approval.reminded').map(e => [e.data.mark, e.at.toISOString().slice(0, 16)]);
    expect(reminders).toEqual([
      [50, '2030-04-08T05:00'],
      [80, '2030-04-08T06:12'],
    ]);
    expect(minuteOf(all, 'approval.escalated')).toBe('2030-04-08T07:00');
    expect(minuteOf(all, 'approval.stuck')).toBe('2030-04-08T12:00');
    await eventually(
      () => lettersTo(deal, people.director),
      kinds => kinds.includes('approval_escalated') && kinds.includes('approval_stuck'),
    );
    expect(await lettersTo(deal, people.manager)).toEqual(['approval_request', 'approval_reminder', 'approval_reminder']);
  });

  it('AP3: lets the superior decide once the step has escalated, and not before', async () => {
    const deal = await submittedOnFriday();
    const { taskId, version } = await stepOf(deal, people.manager);
    const bySuperior = () => world.command(deal, 'approve', { task_id: taskId, version }, { actor: as(people.director) });
    await expect(bySuperior()).rejects.toMatchObject({ cause: { type: 'not_entitled' } });
    await world.fastForward(deal, { untilAt: '2030-04-08T07:01:00.000Z' });
    expect(await bySuperior()).toMatchObject({ decision: 'approved' });
  });

  it('INV-5: silence never approves: after fifteen working days the round expires and the seller has the deal again', async () => {
    const deal = await submittedOnFriday();
    await stepOf(deal, people.manager);
    await world.fastForward(deal, { untilAt: '2030-04-26T13:05:00.000Z' });
    const all = await eventually(
      () => events(deal),
      seen => seen.some(e => e.type === 'deal.returned'),
    );
    expect(minuteOf(all, 'approval.expired')).toBe('2030-04-26T13:00');
    expect((await types(deal)).filter(type => type === 'approval.decided' || type === 'deal.approved')).toEqual([]);
    expect((await stateOf(world, deal)).phase.status).toBe('quoting');
    await eventually(
      () => lettersTo(deal, people.seller),
      kinds => kinds.includes('round_expired'),
    );
  });
});

describe('decisions', () => {
  it('AP1, INV-5: asks the next role only when the one before has decided and its undo window is over', async () => {
    const deal = await submittedOnFriday();
    const told = async () =>
      (await events(deal)).flatMap(({ type, data }) => (type === 'approval.requested' || type === 'approval.decided' || type === 'approval.step_closed' ? [`${type.slice(9)} ${data.role}`] : []));
    const expected: string[] = [];
    for (const person of [people.manager, people.lawyer, people.cfo, people.director]) {
      const [role] = person.roles;
      const { acts_at: actsAt } = await decide(deal, person, 'approve');
      expected.push(`requested ${role}`, `decided ${role}`);
      // Far into the window nobody else is asked.
      const before = await world.fastForward(deal, { untilAt: new Date(Date.parse(actsAt ?? '') - 20_000).toISOString() });
      expect(before < (actsAt ?? ''), role).toBe(true);
      expect(await told(), role).toEqual(expected);
      await world.fastForward(deal, { untilAt: new Date(Date.parse(actsAt ?? '') + 1000).toISOString() });
      expected.push(`step_closed ${role}`);
    }
    await eventually(
      () => types(deal),
      seen => seen.includes('deal.approved'),
    );
    expect(await told()).toEqual(expected);
    // Each was asked at the instant at which the decision before was acted on, and not before.
    const all = await events(deal);
    const windows = all.filter(event => event.type === 'approval.decided').map(event => Date.parse(String(event.data.actsAt)) - event.at.getTime());
    expect(windows).toEqual([60_000, 60_000, 60_000, 60_000]);
    const ends = all.filter(event => event.type === 'approval.decided').map(event => String(event.data.actsAt));
    const asked = all.filter(event => event.type === 'approval.requested').map(event => event.at.toISOString());
    expect(asked.slice(1).map((at, index) => at >= (ends[index] ?? ''))).toEqual([true, true, true]);
  });

  it('lets the person who decided take it back within the window; the step is open again', async () => {
    const deal = await submittedOnFriday();
    const { taskId } = await stepOf(deal, people.manager);
    await decide(deal, people.manager, 'approve');
    await expect(world.command(deal, 'recall', { task_id: taskId }, { actor: as(people.director) })).rejects.toMatchObject({ cause: { type: 'not_entitled' } });
    await world.command(deal, 'recall', { task_id: taskId }, { actor: as(people.manager) });
    expect((await stepOf(deal, people.manager)).taskId).toBe(taskId);
  });

  it('INV-4, INV-8: two simultaneous equal decisions are one event and the same answer; a different one meets the first outcome', async () => {
    const deal = await submittedOnFriday();
    const { taskId, version } = await stepOf(deal, people.manager);
    const approve = (commandId: string) => world.command(deal, 'approve', { task_id: taskId, version }, { actor: as(people.manager), commandId });
    const answers = await Promise.all([approve('click-1'), approve('click-1'), approve('click-2')]);
    expect(new Set(answers.map(a => a.decision))).toEqual(new Set(['approved']));
    expect((await types(deal)).filter(type => type === 'approval.decided')).toHaveLength(1);
    await expect(world.command(deal, 'reject', { task_id: taskId, version, note_id: await aNote('нет') }, { actor: as(people.manager) })).rejects.toMatchObject({ cause: { type: 'already_decided' } });
  });

  it('refuses a rejection without a reason and changes nothing', async () => {
    const deal = await submittedOnFriday();
    await stepOf(deal, people.manager);
    const before = (await events(deal)).length;
    await expect(decide(deal, people.manager, 'reject')).rejects.toMatchObject({ cause: { type: 'reason_required' } });
    expect((await events(deal)).length).toBe(before);
  });

  it('AP5: a rejection returns the deal with its reason; the next submit is a new version and a new round, the old one stays', async () => {
    const deal = await submittedOnFriday();
    const { taskId } = await stepOf(deal, people.manager);
    const answer = await decide(deal, people.manager, 'reject', await aNote('Слишком длинная отсрочка'));
    await world.fastForward(deal, { untilAt: new Date(Date.parse(answer.acts_at ?? '') + 60_000).toISOString() });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'quoting',
    );
    await eventually(
      () => lettersTo(deal, people.seller),
      kinds => kinds.includes('deal_rejected'),
    );
    await world.command(deal, 'submit', {}, { actor: as(people.seller) });
    const again = await stepOf(deal, people.manager);
    expect(again.version).toBe(2);
    expect(again.taskId).not.toBe(taskId);
    const { rows } = await world.pool.query('select round, version, status from approval_task where deal_id = $1 and position = 0 order by round', [deal.dealId]);
    expect(rows).toEqual([
      { round: 1, version: 1, status: 'rejected' },
      { round: 2, version: 2, status: 'open' },
    ]);
  });

  it('AP6: a decision on a version that was replaced is refused and names the current one', async () => {
    const deal = await submittedOnFriday();
    const { taskId } = await stepOf(deal, people.manager);
    await world.pool.query('update deal set draft_revision = 1 where id = $1', [deal.dealId]);
    await world.command(deal, 'change_package', { draft_revision: 1 }, { actor: as(people.seller) });
    expect((await stepOf(deal, people.manager)).version).toBe(2);
    await expect(world.command(deal, 'approve', { task_id: taskId, version: 1 }, { actor: as(people.manager) })).rejects.toMatchObject({ cause: { type: 'version_superseded' } });
    await eventually(
      () => lettersTo(deal, people.manager),
      kinds => kinds.includes('approval_superseded'),
    );
  });

  it('AP9: a typical deal asks the manager alone', async () => {
    const deal = await aDeal(world.pool, { content: aTypicalPackage() });
    await world.start(deal);
    const { taskId, version } = await stepOf(deal, people.manager);
    await world.command(deal, 'approve', { task_id: taskId, version }, { actor: { type: 'api_key', id: 'key_test' } });
    await eventually(
      () => types(deal),
      seen => seen.includes('invoice.sent'),
    );
    expect((await types(deal)).filter(type => type === 'approval.requested')).toHaveLength(1);
  });
});

describe('signals', () => {
  const signal = (deal: BuiltDeal, name: Parameters<typeof dealSignal>[0], message: Record<string, unknown>) =>
    world.client.workflow.getHandle(deal.workflowId).signal(dealSignal(name), message as never);

  it('that are refused are recorded, and the deal goes on; decisions by raw signal are refused while they are switched off', async () => {
    const deal = await submittedOnFriday();
    const { taskId, version } = await stepOf(deal, people.manager);
    await signal(deal, 'approve', { task_id: taskId, version, command_id: 'sig-1', actor: as(people.manager) });
    await signal(deal, 'pause_reminders', { until: '2030-05-01', reason: 'рано', command_id: 'sig-2', actor: as(people.seller) });
    await world.client.workflow.getHandle(deal.workflowId).signal(dealSignal('pause_reminders'), undefined as never);
    // Texts that no database can keep must not stop the deal for good: neither the words, nor the name of whoever sends them.
    await signal(deal, 'lose', { reason: 'не\u0000сложилось', command_id: 'sig-3', actor: as(people.seller) });
    await signal(deal, 'lose', { reason: 'не сложилось', command_id: 'sig-\ud83d', actor: { type: 'user', id: 'usr\u0000seller' } });
    const all = await eventually(
      () => events(deal),
      seen => seen.filter(e => e.type === 'command.refused').length === 5,
    );
    expect(all.filter(e => e.type === 'command.refused').map(e => e.data)).toEqual([
      { command: 'approve', code: 'not_entitled' },
      { command: 'pause_reminders', code: 'wrong_stage' },
      { command: 'pause_reminders', code: 'validation_failed' },
      { command: 'lose', code: 'validation_failed' },
      { command: 'lose', code: 'validation_failed' },
    ]);
    expect(all.filter(e => e.type === 'command.refused').map(e => e.actor.id)).toEqual([people.manager.id, people.seller.id, 'unknown', people.seller.id, 'unknown']);
    await expect(world.command(deal, 'lose', { reason: 'не\u0000сложилось' }, { actor: as(people.seller) })).rejects.toMatchObject({ cause: { type: 'validation_failed' } });
    expect((await stepOf(deal, people.manager)).taskId).toBe(taskId);
  });

  it('decide where decisions by raw signal are switched on, for the person whose step it is, who is recorded as claimed', async () => {
    const deal = await submittedOnFriday({ signalDecisions: true });
    const { taskId, version } = await stepOf(deal, people.manager);
    await signal(deal, 'approve', { task_id: taskId, version, command_id: 'sig-1', actor: as(people.lawyer) });
    await signal(deal, 'approve', { task_id: taskId, version, command_id: 'sig-2', actor: as(people.manager) });
    const all = await eventually(
      () => events(deal),
      seen => seen.some(e => e.type === 'approval.decided'),
    );
    const [refused, decided] = all.slice(-2);
    expect(refused).toMatchObject({ type: 'command.refused', data: { command: 'approve', code: 'not_entitled' }, actor: { id: people.lawyer.id, via: 'signal_claimed' } });
    expect(decided).toMatchObject({ type: 'approval.decided', data: { taskId, decision: 'approved' } });
    expect(decided?.actor).toEqual({ type: 'user', id: people.manager.id, via: 'signal_claimed' });
    // A claimed person has the undo window of a person, and the deal goes on when it is over.
    await world.fastForward(deal, { untilAt: new Date(Date.parse(String(decided?.data.actsAt)) + 1000).toISOString() });
    await stepOf(deal, people.lawyer);
  });
});
