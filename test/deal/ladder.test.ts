import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDealLetters } from '../../db/read/letters.ts';
import { adoptReminderPolicy, readProgress } from '../../db/reminders/adopt-reminder-policy.ts';
import { changeReminderPolicy } from '../../db/reminders/change-reminder-policy.ts';
import { readDb, unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, theEnd } from '../../domain/dunning/ladder.ts';
import { defaultReminderPolicy } from '../../domain/dunning/policy.ts';
import { dealSignal } from '../../workflows/deal/messages.ts';
import { people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { aPairOfDeals, moveTo, rungOf } from './meeting-deals.ts';
import { eventsOf } from './recorded.ts';
import { aWorld, eventually, type World } from './world.ts';

// Told in the spring of 2030: 1 April is a Monday, the customer is in Almaty (UTC+5), letters leave at 10:00 = 05:00Z.
const issuedOn = '2030-04-01';
const dueOn = '2030-04-15';
const finance = { type: 'user', id: people.cfo.id } as const;

let mail: ScriptedMail;
let world: World;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
});
afterAll(async () => {
  await world?.close();
  await mail?.stop();
});

type Fate = { rung: string; state: string; reason: string | null; sent_at: Date | null };

/** The minute of an instant: a letter leaves some milliseconds after its timer. */
const minute = (at: Date | null) => at?.toISOString().slice(0, 16) ?? null;

const plain = (text = ''): string => text.replace(/[\u00a0\u202f]/g, ' ');

const fates = async (deal: { invoiceId: string }): Promise<Fate[]> =>
  (await world.pool.query('select rung, state, reason, sent_at from reminder where invoice_id = $1 order by due_at, rung', [deal.invoiceId])).rows;
const letters = async (deal: BuiltDeal) =>
  (await world.pool.query("select kind, sent_at, text from letter where deal_id = $1 and state = 'sent' order by sent_at", [deal.dealId])).rows as { kind: string; sent_at: Date; text: string }[];
const stage = async (deal: BuiltDeal) =>
  (await world.pool.query('select stage, overdue, paused, next_rung_at from deal where id = $1', [deal.dealId])).rows[0] as {
    stage: string;
    overdue: boolean;
    paused: boolean;
    next_rung_at: Date | null;
  };

async function startedOn1April(email?: string): Promise<BuiltDeal & { invoiceId: string }> {
  const deal = await aReceivable(world.pool, { issuedOn, dueOn, ...(email ? { email } : {}) });
  // The process begins on the real clock, before anything is due; its own clock is then moved to the day of the story.
  await world.start(deal);
  await eventually(
    () => stage(deal),
    row => row?.stage === 'collecting' && row.next_rung_at !== null,
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T06:00:00.000Z' });
  return deal;
}

describe('the ladder on the real server', () => {
  it('INV-2: sends six rungs at their six instants, each once, and then stops', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-05-20T06:00:00.000Z' });
    const seen = await eventually(
      () => fates(deal),
      rows => rows.length === 6 && rows.every(r => r.state === 'sent' || r.state === 'done'),
    );
    expect(seen.map(r => [r.rung, r.state, minute(r.sent_at)])).toEqual([
      ['-3', 'sent', '2030-04-12T05:00'],
      ['0', 'sent', '2030-04-15T05:00'],
      ['+3', 'sent', '2030-04-18T05:00'],
      ['+7', 'sent', '2030-04-22T05:00'],
      ['+14', 'sent', '2030-04-29T05:00'],
      ['+21', 'done', null],
    ]);
    expect(await stage(deal)).toMatchObject({ stage: 'manual_collection', overdue: true });
    const told = ['owner_overdue', 'head_task', 'manual_collection'];
    const kinds = await eventually(
      async () => (await letters(deal)).map(l => l.kind),
      seen => told.every(kind => seen.includes(kind)),
    );
    expect(kinds.filter(kind => kind.startsWith('reminder_'))).toHaveLength(5);
    await world.fastForward(deal, { days: 30 });
    expect((await letters(deal)).length).toBe(kinds.length);
  });

  it('INV-10: has the shipment hold of +7 and the task of +14 in force when their letters are announced, before a word of them travels', async () => {
    const to = 'effects@romashka.example';
    const deal = await startedOn1April(to);
    const inForce = async () => {
      const { rows: holds } = await world.pool.query('select since_at from hold where invoice_id = $1 and lifted_at is null', [deal.invoiceId]);
      const { rows: tasks } = await world.pool.query("select assignee_id, created_at from human_task where invoice_id = $1 and kind = 'head' and done_at is null", [deal.invoiceId]);
      const taken = mail.received.filter(letter => letter.to === to).length;
      return { taken, holds: holds.map(hold => minute(hold.since_at)), tasks: tasks.map(task => [task.assignee_id, minute(task.created_at)]) };
    };
    const atAnnouncement: Awaited<ReturnType<typeof inForce>>[] = [];
    for (const [rung, before, after] of [
      ['+7', '2030-04-22T04:59:00.000Z', '2030-04-22T05:01:00.000Z'],
      ['+14', '2030-04-29T04:59:00.000Z', '2030-04-29T05:01:00.000Z'],
    ] as const) {
      await world.fastForward(deal, { untilAt: before });
      mail.meanwhile(to, async () => void atAnnouncement.push(await inForce()));
      await world.fastForward(deal, { untilAt: after });
      await eventually(
        () => fates(deal),
        rows => rows.some(row => row.rung === rung && row.state === 'sent'),
      );
    }
    expect(atAnnouncement).toEqual([
      { taken: 3, holds: ['2030-04-22T05:00'], tasks: [] },
      { taken: 4, holds: ['2030-04-22T05:00'], tasks: [[people.manager.id, '2030-04-29T05:00']] },
    ]);
    expect(await inForce()).toMatchObject({ taken: 5 });
  });

  it('names the next letter when it pauses over two rungs, sends nothing meanwhile, and then one letter: the right one', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    await eventually(
      () => fates(deal),
      rows => rows.length === 2,
    );
    const answer = await world.command(deal, 'pause_reminders', { until: '2030-04-23T19:00:00.000Z', reason: 'сверка' }, { actor: finance });
    expect(answer.next_letter).toEqual({ invoice_id: deal.invoiceId, rung: '+7', at: '2030-04-24T05:00:00.000Z' });
    expect(await stage(deal)).toMatchObject({ paused: true });
    await world.fastForward(deal, { untilAt: '2030-04-23T18:00:00.000Z' });
    expect((await fates(deal)).map(r => r.rung)).toEqual(['-3', '0']);
    await world.fastForward(deal, { untilAt: '2030-04-24T06:00:00.000Z' });
    const seen = await eventually(
      () => fates(deal),
      rows => rows.length === 4,
    );
    expect(seen.map(r => [r.rung, r.state, r.reason, minute(r.sent_at)])).toEqual([
      ['-3', 'sent', null, '2030-04-12T05:00'],
      ['0', 'sent', null, '2030-04-15T05:00'],
      ['+3', 'skipped', 'pause', null],
      ['+7', 'sent', null, '2030-04-24T05:00'],
    ]);
    expect(await stage(deal)).toMatchObject({ paused: false });
  });

  it('resumes before the end of a pause when asked, and goes on at the rung it is at', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    await world.command(deal, 'pause_reminders', { until: '2030-06-01T00:00:00.000Z', reason: 'спор о приёмке' }, { actor: finance });
    await world.fastForward(deal, { untilAt: '2030-04-22T06:00:00.000Z' });
    const answer = await world.command(deal, 'resume_reminders', {}, { actor: finance });
    expect(answer.next_letter).toEqual({ invoice_id: deal.invoiceId, rung: '+7', at: '2030-04-23T05:00:00.000Z' });
  });

  it('is paused and resumed by signals as well, to the same letter', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    const signal = (name: 'pause_reminders' | 'resume_reminders', body: object) =>
      world.client.workflow.getHandle(deal.workflowId).signal(dealSignal(name), { ...body, command_id: `${name} of ${deal.dealId}`, actor: finance });
    const nextAt = async () => {
      const { paused, next_rung_at } = await stage(deal);
      return `${paused ? 'paused' : 'running'} ${minute(next_rung_at)}`;
    };
    expect(await nextAt()).toBe('running 2030-04-18T05:00');
    await signal('pause_reminders', { until: '2030-04-23T19:00:00.000Z', reason: 'сверка' });
    await eventually(nextAt, seen => seen === 'paused 2030-04-24T05:00');
    const { rows } = await world.pool.query("select scope, reason, author_id from reminder_pause where scope_id = $1 and kind = 'pause'", [deal.dealId]);
    expect(rows).toEqual([{ scope: 'deal', reason: 'сверка', author_id: finance.id }]);
    await signal('resume_reminders', {});
    await eventually(nextAt, seen => seen === 'running 2030-04-18T05:00');
    expect((await eventsOf(world, deal)).filter(event => event.type.startsWith('reminder.') && event.actor.id === finance.id).map(event => [event.type, event.actor.via])).toEqual([
      ['reminder.paused', 'signal_claimed'],
      ['reminder.resumed', 'signal_claimed'],
    ]);
  });

  it('another policy in the middle of a ladder: what was sent stays sent, the rest goes by the new one, and a person follows', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' });
    await eventually(
      () => fates(deal),
      rows => rows.length === 3 && rows.every(row => row.state === 'sent'),
    );
    const rungs = [
      aLetter(-3, 'soft'),
      aLetter(2, 'businesslike'),
      aLetter(5, 'businesslike', { basis: 'business_days', hour: '11:30' }),
      aLetter(9, 'official', { hour: '16:00', does: ['shipment_hold', 'letter'] }),
      theEnd(14),
    ];
    const policy = { ...defaultReminderPolicy, rungs, appliesTo: { segments: ['state' as const], payerTypes: [] } };
    const by = { policyId: 'state', actor: finance, now: '2026-11-24T05:00:00.000Z' };
    await world.pool.query("update customer set segment = 'state' where id = $1", [deal.customerId]);
    await unitOfWork(world.pool, db => changeReminderPolicy(db, { ...by, version: 0, policy }));
    const adoption = await unitOfWork(world.pool, db => adoptReminderPolicy(db, { ...by, version: 1, scope: 'all_open', commandId: 'cmd_state' }));
    expect(adoption).toMatchObject({ invoices: 1, deals: 1 });
    await world.relay();
    expect(await readProgress(readDb(world.pool), adoption)).toEqual({ total: 1, done: 1, failed: 0 });
    expect((await stage(deal)).next_rung_at?.toISOString()).toBe('2030-04-22T06:30:00.000Z');
    await world.fastForward(deal, { untilAt: '2030-05-20T06:00:00.000Z' });
    const seen = await eventually(
      () => fates(deal),
      rows => rows.length === 7 && rows.every(row => row.state !== 'claimed' && row.state !== 'data_started'),
    );
    expect(seen.map(r => [r.rung, r.state, r.reason, minute(r.sent_at)])).toEqual([
      ['-3', 'sent', null, '2030-04-12T05:00'],
      ['0', 'sent', null, '2030-04-15T05:00'],
      ['+2', 'skipped', 'policy_change', null],
      ['+3', 'sent', null, '2030-04-18T05:00'],
      ['+5', 'sent', null, '2030-04-22T06:30'],
      ['+9', 'sent', null, '2030-04-24T11:00'],
      ['+14', 'done', null, null],
    ]);
    const { rows: counted } = await world.pool.query("select policy_id || ' ' || policy_version as policy, count(*)::int from reminder where invoice_id = $1 group by 1 order by 1", [deal.invoiceId]);
    expect(counted).toEqual([
      { policy: 'default 1', count: 3 },
      { policy: 'state 1', count: 4 },
    ]);
    expect(await stage(deal)).toMatchObject({ stage: 'manual_collection' });
  });

  it('DN14: has one owner at every moment: who has the deal by then is told at +3, has the one task of +21, and gives it on with the deal', async () => {
    const deal = await startedOn1April();
    const handOver = (to: { id: string }, from: { id: string }) => world.command(deal, 'hand_over', { to_user_id: to.id, note_id: 'note_none' }, { actor: { type: 'user', id: from.id } });
    const tasks = async () =>
      (await world.pool.query("select kind || ' ' || assignee_id as task from human_task where invoice_id = $1 and done_at is null and kind <> 'head'", [deal.invoiceId])).rows.map(row => row.task);
    const holder = async () => (await world.pool.query('select owner_id, holder_id from deal where id = $1', [deal.dealId])).rows[0];
    await handOver(people.manager, people.seller);
    await world.fastForward(deal, { untilAt: '2030-04-18T06:00:00.000Z' });
    const { rows: told } = await eventually(
      () => world.pool.query("select to_user_id from letter where deal_id = $1 and kind = 'owner_overdue' and state = 'sent'", [deal.dealId]),
      found => found.rows.length > 0,
    );
    expect(told).toEqual([{ to_user_id: people.manager.id }]);
    await world.fastForward(deal, { untilAt: '2030-05-07T06:00:00.000Z' });
    await eventually(tasks, found => found.length > 0);
    expect([await tasks(), await holder()]).toEqual([[`manual_collection ${people.manager.id}`], { owner_id: people.manager.id, holder_id: people.manager.id }]);
    await handOver(people.seller, people.manager);
    expect([await tasks(), await holder()]).toEqual([[`manual_collection ${people.seller.id}`], { owner_id: people.seller.id, holder_id: people.seller.id }]);
  });

  it('INV-1: writes no more once a payment between rungs has covered the rest', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' });
    await eventually(
      () => fates(deal),
      rows => rows.length === 3,
    );
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-19' });
    await eventually(
      () => stage(deal),
      row => row.stage === 'paid',
    );
    const handle = world.client.workflow.getHandle(deal.workflowId);
    await handle.result();
    expect((await fates(deal)).map(r => r.rung)).toEqual(['-3', '0', '+3']);
    await eventually(
      () => letters(deal),
      rows => rows.some(l => l.kind === 'thank_you'),
    );
  });

  it('DN9: names the remainder after a part payment', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-13T06:00:00.000Z' });
    await world.pay(deal, { amountMinor: 100_000_000, receivedOn: '2030-04-13' });
    await world.fastForward(deal, { untilAt: '2030-04-15T06:00:00.000Z' });
    const [letter] = (
      await eventually(
        () => letters(deal),
        rows => rows.some(l => l.kind === 'reminder_0'),
      )
    ).filter(l => l.kind === 'reminder_0');
    expect(plain(letter?.text)).toContain('160 000 ₸');
  });

  it('a promise silences to the end of its day of grace; broken, the ladder goes on at the right rung and the owner is told', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    const answer = await world.command(deal, 'promise_to_pay', { invoice_id: deal.invoiceId, pay_on: '2030-04-19' }, { actor: finance });
    expect(answer).toMatchObject({ paused_until: '2030-04-20T19:00:00.000Z', next_letter: { rung: '+7', at: '2030-04-22T05:00:00.000Z' } });
    expect(await stage(deal)).toMatchObject({ paused: true });
    await world.fastForward(deal, { untilAt: '2030-04-22T06:00:00.000Z' });
    const seen = await eventually(
      () => fates(deal),
      rows => rows.length === 4,
    );
    expect(seen.slice(2).map(r => [r.rung, r.state, r.reason, minute(r.sent_at)])).toEqual([
      ['+3', 'skipped', 'promise', null],
      ['+7', 'sent', null, '2030-04-22T05:00'],
    ]);
    const told = await eventually(
      () => letters(deal),
      rows => rows.some(l => l.kind === 'promise_broken'),
    );
    expect(plain(told.find(l => l.kind === 'promise_broken')?.text)).toContain('До 19 апреля клиент обещал заплатить 1 160 000 ₸');
    expect((await eventsOf(world, deal)).filter(event => event.type.startsWith('promise.')).map(event => [event.type, event.at.slice(0, 16)])).toEqual([
      ['promise.made', '2030-04-16T06:00'],
      ['promise.broken', '2030-04-20T19:00'],
    ]);
  });

  it('a promise of a part is left out of the letters, which ask for the rest whatever of it comes between them; with all of it come it is kept', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    const answer = await world.command(deal, 'promise_to_pay', { invoice_id: deal.invoiceId, pay_on: '2030-04-24', amount_minor: 100_000_000 }, { actor: finance });
    expect(answer).toMatchObject({ paused_until: null, next_letter: { rung: '+3', at: '2030-04-18T05:00:00.000Z' } });
    const letterOf = async (kind: string, untilAt: string) => {
      await world.fastForward(deal, { untilAt });
      const found = await eventually(
        () => letters(deal),
        rows => rows.some(l => l.kind === kind),
      );
      return plain(found.find(l => l.kind === kind)?.text);
    };
    const third = await letterOf('reminder_plus_3', '2030-04-19T06:00:00.000Z');
    expect(third).toContain('Обещанные вами 1 000 000 ₸ сюда не входят');
    expect(third).toMatch(/(?<!\d )160 000 ₸/);
    await world.pay(deal, { amountMinor: 60_000_000, receivedOn: '2030-04-19' });
    const seventh = await letterOf('reminder_plus_7', '2030-04-23T06:00:00.000Z');
    expect(seventh).toContain('Обещанные вами 400 000 ₸ сюда не входят');
    expect(seventh).toMatch(/(?<!\d )160 000 ₸/);
    await world.pay(deal, { amountMinor: 40_000_000, receivedOn: '2030-04-23' });
    const fourteenth = await letterOf('reminder_plus_14', '2030-04-29T06:00:00.000Z');
    expect(fourteenth).not.toContain('Обещанные');
    expect(fourteenth).toMatch(/(?<!\d )160 000 ₸/);
    const { rows } = await world.pool.query("select outcome, ended_at from reminder_pause where scope_id = $1 and kind = 'promise'", [deal.invoiceId]);
    expect(rows.map(row => [row.outcome, row.ended_at.toISOString().slice(0, 10)])).toEqual([['kept', '2030-04-23']]);
    expect((await letters(deal)).map(l => l.kind)).not.toContain('promise_broken');
  });

  it('a dispute of a part stops its chase alone: the letter names the rest and says what it leaves out; rejected, the whole is chased again', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    await world.command(deal, 'dispute', { invoice_id: deal.invoiceId, amount_minor: 16_000_000, reason: 'Недовоз' }, { actor: finance });
    await world.fastForward(deal, { untilAt: '2030-04-18T06:00:00.000Z' });
    const kindOf = (kind: string) =>
      eventually(
        () => letters(deal),
        rows => rows.some(l => l.kind === kind),
      ).then(rows => plain(rows.find(l => l.kind === kind)?.text));
    const third = await kindOf('reminder_plus_3');
    expect(third).toContain('Спорная часть, 160 000 ₸, сюда не входит');
    expect(third).toContain('1 000 000 ₸');
    const [{ id }] = (await world.pool.query("select id from reminder_pause where scope_id = $1 and kind = 'dispute'", [deal.invoiceId])).rows;
    await world.command(deal, 'resolve_dispute', { dispute_id: id, outcome: 'rejected' }, { actor: finance });
    await world.fastForward(deal, { untilAt: '2030-04-22T06:00:00.000Z' });
    const seventh = await kindOf('reminder_plus_7');
    expect(seventh).toContain('1 160 000 ₸');
    expect(seventh).not.toContain('Спорная');
  });

  it('INV-1: a payment that stands in the ledger a minute before the rung stops its letter, though the deal has not heard of it', async () => {
    const deal = await startedOn1April();
    await world.fastForward(deal, { untilAt: '2030-04-18T04:59:00.000Z' });
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-18', tell: false });
    await world.fastForward(deal, { untilAt: '2030-04-18T05:01:00.000Z' });
    const seen = await eventually(
      () => fates(deal),
      rows => rows.length === 3,
    );
    expect(seen[2]).toMatchObject({ rung: '+3', state: 'skipped', reason: 'paid' });
    await world.relay();
    await eventually(
      () => stage(deal),
      row => row.stage === 'paid',
    );
    expect((await letters(deal)).map(l => l.kind)).not.toContain('reminder_plus_3');
  });
});

describe('two deals of one customer whose rungs meet', () => {
  it('INV-2: write one letter, which stands in the story of each, and a worker or a clock apart makes no second one', async () => {
    const address = 'together@romashka.example';
    const pair = await aPairOfDeals(world, address, '2030-04-12T05:00:00.000Z');
    await Promise.all(pair.map(deal => moveTo(world, deal, '2030-04-12T05:01:00.000Z')));
    const seen = await eventually(
      () => rungOf(world, pair, '-3'),
      rungs => rungs.every(({ told }) => told.length > 0),
    );
    expect(seen).toMatchObject([
      { state: 'sent', told: ['reminder.sent'] },
      { state: 'sent', told: ['reminder.sent'] },
    ]);
    expect(seen[0]?.letter_id).toBe(seen[1]?.letter_id);
    expect(mail.received.filter(letter => letter.to === address)).toHaveLength(1);
    for (const { dealId } of pair) expect((await readDealLetters(readDb(world.pool), dealId)).map(({ id }) => id)).toContain(seen[0]?.letter_id);
  });
});
