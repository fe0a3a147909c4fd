import { newId } from '../../db/ids.ts';
import { creditInvoice } from '../../db/money/credit-invoice.ts';
import { addCover, removeCover } from '../../db/people/change-people.ts';
import { changeReminderPolicy } from '../../db/reminders/change-reminder-policy.ts';
import { bind } from '../../db/reminders/choose-anew.ts';
import { note } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { aLetter, type DunningLadder, theEnd } from '../../domain/dunning/ladder.ts';
import { defaultReminderPolicy } from '../../domain/dunning/policy.ts';
import { byAdmin, people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { approvedDeal, wholeDeal } from '../deal/story.ts';
import { eventually, stateOf, type World } from '../deal/world.ts';

/** Words that only people read. They are in the scenarios, and must not be in the histories. */
export const words = {
  rejection: 'Скидка для Ромашки слишком велика, Гульнара обещала меньше',
  handOver: 'Ромашку знаете вы, спросите у Гульнары',
  pause: 'Ждём акт сверки от Гульнары Маратовны',
  cancellation: 'Ромашка передумала: взяли насосы у соседа',
  release: 'Гульнара обещала оплатить в пятницу, котельная стоит',
  unseen: 'Гульнара говорит, что письма не видела',
  claim: 'Гульнара говорит, что отправила деньги в понедельник',
} as const;

const machine = { type: 'api_key', id: 'key_test' } as const;
const as = (person: { id: string }) => ({ type: 'user', id: person.id }) as const;

/** Every kind of path a deal takes, by name; each leads one deal there and answers it. */
export const scenarios: Readonly<Record<string, (world: World) => Promise<BuiltDeal>>> = {
  'typical-deal-to-paid': async world => {
    const deal = await aDeal(world.pool, { content: aTypicalPackage() });
    await world.start(deal);
    await approve(world, deal, people.manager);
    await eventually(
      () => world.pool.query("select id from invoice where deal_id = $1 and delivery = 'sent'", [deal.dealId]),
      r => r.rows.length === 1,
    );
    await world.pay(deal, { amountMinor: 11_600_000, receivedOn: '2030-04-02' });
    return ended(world, deal);
  },
  'whole-deal': wholeDeal,
  'rejection-and-resubmission': async world => {
    const deal = await aDeal(world.pool, { content: aTypicalPackage() });
    await world.start(deal);
    const step = await openStep(world, deal, people.manager);
    const answer = await world.command(deal, 'reject', { ...step, note_id: await aNote(world, words.rejection) }, { actor: as(people.manager) });
    await world.fastForward(deal, { untilAt: new Date(Date.parse(answer.acts_at ?? '') + 60_000).toISOString() });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'quoting',
    );
    await world.command(deal, 'submit', {}, { actor: as(people.seller) });
    await approve(world, deal, people.manager);
    return sent(world, deal);
  },
  'step-covered-and-handed-over': async world => {
    const deal = await aDeal(world.pool, { content: aTypicalPackage() });
    await world.start(deal);
    await openStep(world, deal, people.manager);
    await covered(world, { fromOn: '2026-01-01', toOn: '2035-12-31' }, async () => {
      await world.relay();
      const step = await openStep(world, deal, people.lawyer);
      await world.command(deal, 'hand_over', { ...step, to_user_id: people.director.id, note_id: await aNote(world, words.handOver) }, { actor: as(people.lawyer) });
      await approve(world, deal, people.director);
    });
    return sent(world, deal);
  },
  'cover-that-begins-on-monday': async world => {
    const deal = await aDeal(world.pool, { content: aTypicalPackage(), start: { submit: false } });
    await world.start(deal);
    await eventually(
      () => stateOf(world, deal),
      state => state.n > 0,
    );
    await world.fastForward(deal, { untilAt: '2030-04-05T10:00:00.000Z' });
    await covered(world, { fromOn: '2030-04-08', toOn: '2030-04-12' }, async () => {
      await world.command(deal, 'submit', {}, { actor: as(people.seller) });
      await openStep(world, deal, people.manager);
      await world.fastForward(deal, { untilAt: '2030-04-07T20:00:00.000Z' });
      await approve(world, deal, people.lawyer);
    });
    return sent(world, deal);
  },
  'pause-over-two-rungs': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    await world.fastForward(deal, { untilAt: '2030-04-16T06:00:00.000Z' });
    await world.command(deal, 'pause_reminders', { until: '2030-04-23T19:00:00.000Z', note_id: await aNote(world, words.pause) }, { actor: as(people.cfo) });
    await world.fastForward(deal, { untilAt: '2030-04-24T06:00:00.000Z' });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['+7'] === 'sent',
    );
    return deal;
  },
  'promises-dispute-and-credit': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    const invoice = { invoice_id: deal.invoiceId };
    const by = { actor: as(people.cfo) };
    await world.command(deal, 'pause_reminders', { ...invoice, from: '2030-05-10', until: '2030-05-12', note_id: await aNote(world, words.pause) }, by);
    await world.command(deal, 'promise_to_pay', { ...invoice, pay_on: '2030-04-17', amount_minor: 16_000_000 }, by);
    await world.command(deal, 'dispute', { ...invoice, amount_minor: 20_000_000, note_id: await aNote(world, words.pause) }, by);
    await world.pay(deal, { amountMinor: 16_000_000, receivedOn: '2030-04-02' });
    const state = await stateOf(world, deal);
    const dispute = state.phase.status === 'billing' ? state.phase.pauses.find(pause => pause.kind === 'dispute') : undefined;
    await world.command(deal, 'resolve_dispute', { ...invoice, dispute_id: dispute?.pauseId, outcome: 'upheld' }, by);
    await credit(world, deal, 20_000_000);
    const schedule = [
      { pay_on: '2030-04-17', amount_minor: 30_000_000 },
      { pay_on: '2030-04-24', amount_minor: 50_000_000 },
    ];
    await world.command(deal, 'promise_to_pay', { ...invoice, schedule }, by);
    await world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['+3'] === 'sent',
    );
    await world.fastForward(deal, { untilAt: '2030-05-10T06:00:00.000Z' });
    await credit(world, deal, 80_000_000);
    return ended(world, deal);
  },
  'cancelled-deal': async world => {
    const deal = await approvedDeal(world);
    await world.command(deal, 'cancel', { note_id: await aNote(world, words.cancellation) }, { actor: as(people.manager) });
    return ended(world, deal);
  },
  'entry-at-collecting': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    await world.fastForward(deal, { untilAt: '2030-04-19T06:00:00.000Z' });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['+3'] === 'sent',
    );
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-19' });
    return ended(world, deal);
  },
  'returned-and-posted-anew': async world => {
    const deal = await approvedDeal(world);
    const about = { invoice_id: deal.invoiceId };
    await world.command(deal, 'letter_reported', { ...about, meaning: 'address_dead', code: '5.1.1' }, { actor: { type: 'system', id: 'mail' } });
    await world.pool.query("update customer set email = 'other@romashka.example' where id = $1", [deal.customerId]);
    await world.command(deal, 'address_changed', {}, { actor: machine });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.letter?.state === 'sent',
    );
    await world.fastForward(deal, { untilAt: '2030-04-09T06:00:00.000Z' });
    await world.command(deal, 'invoice_viewed', about, { actor: { type: 'customer', id: deal.customerId } });
    await world.command(deal, 'confirm_receipt', about, { actor: { type: 'customer', id: deal.customerId } });
    await world.pay(deal, { amountMinor: 371_200_000, receivedOn: '2030-04-09' });
    return ended(world, deal);
  },
  'said-to-be-paid': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    const said = { invoice_id: deal.invoiceId, paid_on: '2026-01-12', note_id: await aNote(world, words.claim) };
    const customer = { actor: { type: 'customer', id: deal.customerId, via: 'link' } } as const;
    const { paused_until: restsUntil } = await world.command(deal, 'claim_payment', { ...said, amount_minor: 50_000_000 }, customer);
    await world.command(deal, 'claim_payment', said, customer).catch(() => {});
    await world.command(deal, 'add_payment_order', { invoice_id: deal.invoiceId, document_id: 'doc_later' }, customer);
    await world.fastForward(deal, { untilAt: new Date(Date.parse(restsUntil ?? '') + 1_000).toISOString() });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.pauses.length === 0,
    );
    await world.command(deal, 'claim_payment', said, customer);
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-09' });
    return ended(world, deal);
  },
  'rung-left-behind-by-a-policy': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    await world.fastForward(deal, { untilAt: '2030-04-17T06:00:00.000Z' });
    const customer = await world.pool.connect();
    await customer.query('begin');
    await customer.query('select 1 from customer where id = $1 for update', [deal.customerId]);
    const third = world.fastForward(deal, { untilAt: '2030-04-18T06:00:00.000Z' });
    await eventually(
      () => world.pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
      waiting => waiting.rows.length > 0,
    );
    // An attempt before this one had sent the letter; while the next one waits for the ledger, a policy without the rung is taken on.
    await world.pool.query(
      "insert into reminder (id, invoice_id, deal_id, rung, state, due_at, claimed_at, sent_at, policy_id, policy_version) values ('rem_left', $1, $2, '+3', 'sent', $3, $3, $3, 'default', 1)",
      [deal.invoiceId, deal.dealId, '2030-04-18T05:00:00.000Z'],
    );
    await goesBy(world, deal, { policyId: 'left_behind', rungs: [aLetter(2, 'businesslike'), aLetter(10, 'businesslike'), theEnd(18)] });
    await customer.query('rollback');
    customer.release();
    await third;
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['+3'] === 'sent' && s.phase.invoices[deal.invoiceId]?.settled['+2'] === 'skipped',
    );
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-18' });
    return ended(world, deal);
  },
  'rungs-wait-when-a-policy-drops-them': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    // The first letter has no answer, and the second waits for the bank; then a policy with neither of them is taken on.
    await world.pool.query(
      "insert into reminder (id, invoice_id, deal_id, rung, state, reason, due_at, claimed_at, policy_id, policy_version) values ('rem_unknown', $1, $2, '-3', 'verify', 'no_answer', $3, $3, 'default', 1)",
      [deal.invoiceId, deal.dealId, '2030-04-12T05:00:00.000Z'],
    );
    await world.pool.query('update bank_account set has_feed = true');
    await world.fastForward(deal, { untilAt: '2030-04-15T05:01:00.000Z' });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['-3'] === 'verify' && s.phase.invoices[deal.invoiceId]?.heldUntil['0'] !== undefined,
    );
    await world.pool.query('update bank_account set has_feed = false');
    await goesBy(world, deal, { policyId: 'later', rungs: [aLetter(2, 'businesslike'), aLetter(10, 'businesslike'), theEnd(18)] });
    const again = { letter_id: 'let_unknown', invoice_id: deal.invoiceId, rung: '-3', outcome: 'send_again', note_id: await aNote(world, words.unseen) };
    await world.command(deal, 'settle_letter', again, { actor: as(people.seller) }).catch(() => {});
    await world.fastForward(deal, { untilAt: '2030-04-17T05:01:00.000Z' });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['+2'] === 'sent',
    );
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-17' });
    return ended(world, deal);
  },
  'shipment-over-debt': async world => {
    const deal = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await startCollecting(world, deal);
    await world.fastForward(deal, { untilAt: '2030-04-22T06:00:00.000Z' });
    await eventually(
      () => stateOf(world, deal),
      s => s.phase.status === 'billing' && s.phase.invoices[deal.invoiceId]?.settled['+7'] === 'sent',
    );
    const asked = { hold: 'shipment', note_id: await aNote(world, words.release) };
    await world.command(deal, 'lift_hold', { ...asked, approver_id: people.lawyer.id }, { actor: machine }).catch(() => {});
    await Promise.all([people.cfo, people.cfo].map(person => world.command(deal, 'lift_hold', { ...asked, approver_id: person.id }, { actor: as(person) })));
    await world.pay(deal, { amountMinor: 116_000_000, receivedOn: '2030-04-22' });
    return ended(world, deal);
  },
};

/** A note as the API leaves it: its text in the database, its id for the process. */
export async function aNote(world: World, text: string): Promise<string> {
  const id = newId('note');
  await unitOfWork(world.pool, db => db.insert(note).values({ id, text, authorType: 'user', authorId: people.cfo.id, createdAt: '2030-04-01T06:00:00.000Z' }));
  return id;
}

export async function openStep(world: World, deal: BuiltDeal, person: { id: string }): Promise<{ task_id: string; version: number }> {
  const { phase } = await eventually(
    () => stateOf(world, deal),
    s => s.phase.status === 'approving' && s.phase.open?.personId === person.id && s.phase.open.decision === null,
  );
  if (phase.status !== 'approving' || !phase.open) throw new Error('the step is not open');
  return { task_id: phase.open.taskId, version: phase.version };
}

async function credit(world: World, { invoiceId }: { invoiceId: string }, amountMinor: number): Promise<void> {
  const order = { invoiceId, key: `${invoiceId} ${amountMinor}`, amountMinor, isVoid: false, reason: 'недовоз', noteId: null };
  await creditInvoice(world.pool, order, { actor: as(people.cfo), now: new Date().toISOString() });
  await world.relay();
}

async function approve(world: World, deal: BuiltDeal, person: { id: string }): Promise<void> {
  await world.command(deal, 'approve', await openStep(world, deal, person), { actor: machine });
}

/** The lawyer stands in for the manager on those days, as is known meanwhile. */
async function covered(world: World, days: { fromOn: string; toOn: string }, meanwhile: () => Promise<void>): Promise<void> {
  const cover = { userId: people.manager.id, coverUserId: people.lawyer.id, ...days };
  const { id } = await unitOfWork(world.pool, db => addCover(db, cover, byAdmin()));
  await meanwhile();
  await unitOfWork(world.pool, db => removeCover(db, { id, userId: cover.userId }, byAdmin()));
}

/** The deal's invoice takes a policy with this ladder on, and its process plans anew. */
async function goesBy(world: World, deal: BuiltDeal & { invoiceId: string }, { policyId, rungs }: { policyId: string; rungs: DunningLadder }): Promise<void> {
  const policy = { ...defaultReminderPolicy, rungs };
  await unitOfWork(world.pool, async db => {
    await changeReminderPolicy(db, { policyId, version: 0, policy, actor: as(people.admin), now: '2030-04-18T05:00:00.000Z' });
    await bind(db, [deal.invoiceId], { policyId, version: 1 });
  });
  await world.command(deal, 'reminder_policy_changed', {}, { actor: as(people.admin) });
}

async function startCollecting(world: World, deal: BuiltDeal): Promise<void> {
  await world.start(deal);
  await eventually(
    () => world.pool.query('select next_rung_at from deal where id = $1', [deal.dealId]),
    r => r.rows[0].next_rung_at !== null,
  );
  await world.fastForward(deal, { untilAt: '2030-04-01T06:00:00.000Z' });
}

async function sent(world: World, deal: BuiltDeal): Promise<BuiltDeal> {
  await eventually(
    () => world.pool.query("select 1 from invoice where deal_id = $1 and delivery = 'sent'", [deal.dealId]),
    r => r.rows.length === 1,
  );
  return deal;
}

async function ended(world: World, deal: BuiltDeal): Promise<BuiltDeal> {
  await world.client.workflow.getHandle(deal.workflowId).result();
  return deal;
}
