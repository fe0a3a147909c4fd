import { describe, expect, it } from 'vitest';
import { deadlines, isBehind, nextLetter } from '../../../workflows/deal/deadlines.ts';
import { dueRungs, dueTurn, effectsOf, isNoLongerDue, meetsRunning, rungsOrNewPlan } from '../../../workflows/deal/effects.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import { type DealView, viewOf } from '../../../workflows/deal/view.ts';
import { machine, now, type Past, stateAfter } from './given.ts';
import {
  allRoles,
  approvedByManager,
  billed,
  closed,
  collecting,
  collectingTwo,
  countedInApproval,
  countedPlan,
  created,
  days,
  decided,
  hours,
  inApproval,
  instalment,
  invoiceFacts,
  issued,
  ladder,
  packageRef,
  paid,
  paused,
  rungAt,
  stepClosed,
  submitted,
  taskOf,
} from './sample-past.ts';

/** The effects of the last event of a past, in the state after it. */
function effectsAfter(past: readonly Past[], who = {}) {
  const last = past.at(-1);
  if (!last) throw new Error('nothing happened');
  return effectsOf({ at: now, actor: machine, ...last, n: past.length, commandId: null } as DealEvent, stateAfter(past, who));
}

describe('effects', () => {
  it('a submitted draft is prepared, a frozen version printed, an approver told', () => {
    expect(effectsAfter([created, submitted])).toEqual([{ kind: 'prepare_round' }]);
    expect(effectsAfter([created, submitted, { type: 'quote.version_created', data: packageRef() }])).toEqual([{ kind: 'document', document: 'quote', subjectId: 'qtv_1' }]);
    expect(effectsAfter(inApproval())).toMatchObject([{ kind: 'notice', letter: 'approval_request', toUserId: 'usr_manager' }]);
  });

  it('of a late step that is planned anew a new superior is told, once, and whoever gets the step is only asked', () => {
    const plan = { ...countedPlan('manager', now), expiresAt: days(now, 21) };
    const data = { version: 1, round: 1, position: 0, role: 'manager', ...plan, fromUserId: plan.personId };
    const toldAfter = (change: object) => effectsAfter([...countedInApproval(now), { type: 'approval.replanned', data: { ...data, ...change } }]);
    expect(toldAfter({})).toEqual([]);
    expect(toldAfter({ newSuperiorId: 'usr_deputy' })).toMatchObject([{ letter: 'approval_escalated', toUserId: 'usr_deputy' }]);
    expect(toldAfter({ personId: 'usr_deputy', newSuperiorId: 'usr_deputy' })).toMatchObject([{ letter: 'approval_request', toUserId: 'usr_deputy' }]);
  });

  it('AP1: the next step opens only after an approval, and none after the last or a rejection', () => {
    expect(effectsAfter([...inApproval(allRoles), decided('manager'), stepClosed('manager')])).toEqual([{ kind: 'open_step', position: 1 }]);
    expect(effectsAfter([...inApproval(['manager']), decided('manager'), stepClosed('manager')])).toEqual([]);
    expect(effectsAfter([...inApproval(allRoles), decided('manager', 'rejected'), stepClosed('manager', 'rejected')])).toEqual([]);
  });

  it('an approved deal is billed at once only where nobody has to accept it', () => {
    expect(effectsAfter(approvedByManager)).toEqual([{ kind: 'plan_billing' }]);
    expect(effectsAfter(approvedByManager, { acceptance: 'customer_accepts' })).toEqual([]);
  });

  it('an invoice is issued, printed, sent and thanked for, each by the event before', () => {
    expect(effectsAfter(billed(instalment(1), instalment(2, { trigger: 'delivery' })))).toEqual([{ kind: 'issue_invoice', instalment: 1 }]);
    expect(effectsAfter(collecting)).toEqual([{ kind: 'document', document: 'invoice', subjectId: 'inv_1' }]);
    expect(effectsAfter([...collecting, { type: 'document.created', data: { kind: 'invoice', subjectId: 'inv_1', documentIds: ['doc_1'] } }])).toEqual([
      { kind: 'invoice_letter', invoiceId: 'inv_1' },
    ]);
    expect(effectsAfter([...collecting, { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }])).toMatchObject([{ kind: 'notice', letter: 'thank_you' }]);
  });

  it('what covers or uncovers an invoice makes its ladder planned anew', () => {
    expect(effectsAfter([...collectingTwo, paused()])).toEqual([
      { kind: 'plan_reminders', invoiceId: 'inv_1' },
      { kind: 'plan_reminders', invoiceId: 'inv_2' },
    ]);
    expect(effectsAfter([...collectingTwo, paused({ scope: 'invoice', invoiceId: 'inv_2' })])).toEqual([{ kind: 'plan_reminders', invoiceId: 'inv_2' }]);
    expect(effectsAfter([...collecting, paid(10), paid(-10, 'all_2')])).toEqual([{ kind: 'plan_reminders', invoiceId: 'inv_1' }]);
  });
});

describe('the day of a cover', () => {
  const monday = days(now, 3);
  const replan = { kind: 'replan_step', taskId: taskOf('manager') };
  const handedOver: Past = {
    type: 'approval.handed_over',
    data: { taskId: taskOf('manager'), version: 1, round: 1, position: 0, role: 'manager', fromUserId: 'usr_manager', toUserId: 'usr_deputy', noteId: 'note_1' },
  };
  const recalled: Past = { type: 'approval.recalled', data: { taskId: taskOf('manager'), version: 1, round: 1, position: 0, role: 'manager' } };

  it('is waited for, and has the step planned anew from its midnight on, not before', () => {
    const state = stateAfter(countedInApproval(monday));
    expect(deadlines(state)).toContainEqual({ at: monday, command: null, code: 'approver_turn' });
    expect(dueTurn(state, new Date(Date.parse(monday) - 1).toISOString())).toBeNull();
    expect(dueTurn(state, monday)).toEqual({ at: monday, effect: replan });
  });

  it('is nothing to a step that is decided; taken back, the step is planned anew at once', () => {
    const past = [...countedInApproval(monday), decided('manager')];
    expect(dueTurn(stateAfter(past), days(now, 4))).toBeNull();
    expect(deadlines(stateAfter(past)).map(due => due.code)).toEqual(['undo_window']);
    expect(effectsAfter([...past, recalled])).toEqual([replan]);
  });

  it('is nothing to a step that was handed over: whoever has it keeps it, and the rest of its clock is planned by their week', () => {
    const past = [...countedInApproval(monday), handedOver];
    expect(dueTurn(stateAfter(past), days(now, 4))).toBeNull();
    expect(effectsAfter(past)).toMatchObject([{ kind: 'notice', letter: 'approval_request', toUserId: 'usr_deputy' }, replan]);
  });

  it('is unknown to deals from before: they plan nothing anew by themselves', () => {
    expect(dueTurn(stateAfter(inApproval()), days(now, 4))).toBeNull();
    expect(effectsAfter([...inApproval(), handedOver])).toMatchObject([{ kind: 'notice' }]);
    expect(effectsAfter([...inApproval(), decided('manager'), recalled])).toEqual([]);
    expect(isBehind(stateAfter(inApproval()), hours(now, 5))).toBe(false);
  });

  it('leaves no mark of the clock behind unsaid: what a new plan finds past is given at once', () => {
    const state = stateAfter(countedInApproval(monday));
    expect([hours(now, 1), hours(now, 2)].map(at => isBehind(state, at))).toEqual([false, true]);
  });
});

describe('a letter of which its plan knows nothing', () => {
  const without: Past = { type: 'reminder.planned', data: invoiceFacts('inv_1', { rungs: ladder().filter(r => r.rung !== '+7') }) };
  const about = { invoiceId: 'inv_1', rung: '+7', dueAt: rungAt['+7'] ?? '', reason: null };

  it('has the ladder planned anew, so that nothing that lies before it goes; one that was planned has not', () => {
    const plan = { kind: 'plan_reminders', invoiceId: 'inv_1' };
    expect(effectsAfter([...collecting, without, { type: 'reminder.sent', data: about }])).toEqual([plan]);
    expect(effectsAfter([...collecting, without, { type: 'reminder.unresolved', data: { ...about, outcome: 'verify' } }])).toMatchObject([plan, { kind: 'notice', letter: 'delivery_problem' }]);
    expect(effectsAfter([...collecting, { type: 'reminder.sent', data: about }])).toEqual([]);
  });
});

describe('due rungs', () => {
  const onDay3 = rungAt['+3'] ?? '';
  const sentThrough0: Past[] = [...collecting, ...['-3', '0'].map((rung): Past => ({ type: 'reminder.sent', data: { invoiceId: 'inv_1', rung, dueAt: rungAt[rung] ?? '', reason: null } }))];

  it('one goes at its instant and not before', () => {
    const due = dueRungs(stateAfter(sentThrough0), onDay3);
    expect(due).toEqual([{ kind: 'rung', invoiceId: 'inv_1', rung: '+3', dueAt: onDay3 }]);
    expect(rungsOrNewPlan(stateAfter(sentThrough0), due)).toEqual(due);
    expect(dueRungs(stateAfter(sentThrough0), rungAt['0'] ?? '')).toEqual([]);
  });

  it('INV-2: several of one invoice, as after downtime, never go together: its ladder is planned anew', () => {
    const due = dueRungs(stateAfter(collecting), onDay3);
    expect(due).toHaveLength(3);
    expect(rungsOrNewPlan(stateAfter(collecting), due)).toEqual([{ kind: 'plan_reminders', invoiceId: 'inv_1' }]);
  });

  it('INV-2: one that comes due beside one that is under way, for want of a worker perhaps, does not go beside it: the ladder is planned anew', () => {
    const state = stateAfter([...collecting, { type: 'reminder.sent', data: { invoiceId: 'inv_1', rung: '-3', dueAt: rungAt['-3'] ?? '', reason: null } }]);
    const due = dueRungs(state, onDay3);
    expect(due.map(({ rung }) => rung)).toEqual(['0', '+3']);
    const isRunning = ({ rung }: { rung: string }) => rung === '0';
    expect([meetsRunning(due, isRunning), rungsOrNewPlan(state, due, isRunning)]).toEqual([true, [{ kind: 'plan_reminders', invoiceId: 'inv_1' }]]);
  });

  it('one that is under way is not begun again, and is no reason to plan anew', () => {
    const due = dueRungs(stateAfter(sentThrough0), onDay3);
    expect([meetsRunning(due, () => true), rungsOrNewPlan(stateAfter(sentThrough0), due, () => true)]).toEqual([false, []]);
    expect(meetsRunning(dueRungs(stateAfter(collectingTwo), onDay3), ({ invoiceId }) => invoiceId === 'inv_1')).toBe(false);
  });

  it('a letter that waits for another try is given up when its rung is paid, passed over, moved or closed', () => {
    const waiting = { kind: 'rung', invoiceId: 'inv_1', rung: '+3', dueAt: onDay3 } as const;
    expect(isNoLongerDue(stateAfter(sentThrough0), waiting, onDay3)).toBe(false);
    const passedOver: Past = { type: 'reminder.planned', data: invoiceFacts('inv_1', { rungs: ladder({ '+3': { outcome: 'skipped', reason: 'missed' } }) }) };
    const moved: Past = { type: 'reminder.planned', data: invoiceFacts('inv_1', { rungs: ladder({ '+3': { at: rungAt['+7'] ?? '' } }) }) };
    for (const after of [passedOver, moved, { type: 'invoice.paid', data: { invoiceId: 'inv_1' } } as const, closed()])
      expect(isNoLongerDue(stateAfter([...sentThrough0, after]), waiting, onDay3)).toBe(true);
  });
});

describe('deadlines', () => {
  it('of a step are its two reminders, its end, twice its end, and the end of the round', () => {
    expect(deadlines(stateAfter(inApproval())).map(due => due.code)).toEqual(['reminder_50', 'reminder_80', 'escalation', 'stuck', 'round_expiry']);
  });
  it('INV-5: a decided step waits for the end of its undo window alone', () => {
    expect(deadlines(stateAfter([...inApproval(), decided('manager')])).map(due => due.command)).toEqual([{ type: 'act_on_decision', taskId: taskOf('manager') }]);
  });
  it('of an open invoice are its rungs and its due date; a paid one has none', () => {
    expect(deadlines(stateAfter(collecting)).map(due => due.code)).toEqual(['rung:-3', 'rung:0', 'overdue', 'rung:+3', 'rung:+7', 'rung:+14', 'end:+21']);
    expect(nextLetter(stateAfter(collecting))).toEqual({ invoiceId: 'inv_1', rung: '-3', at: rungAt['-3'] });
    const oncePaid = stateAfter([...collectingTwo, paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }]);
    expect(deadlines(oncePaid)).toHaveLength(7);
    expect(nextLetter(oncePaid)?.invoiceId).toBe('inv_2');
  });
});

describe('the view', () => {
  const manual: Past = { type: 'collection.manual_started', data: { invoiceId: 'inv_1', rung: '+21', dueAt: rungAt['+21'] ?? '', reason: null } };
  const cases: readonly [string, readonly Past[], Partial<DealView>][] = [
    ['a draft', [created], { stage: 'quoting', waitingFor: 'draft_open', holder: { type: 'user', id: 'usr_seller' }, nextAt: null }],
    ['a draft being frozen', [created, submitted], { waitingFor: 'preparation', holder: { type: 'system', id: 'engine' } }],
    ['an open step', inApproval(), { stage: 'approving', waitingFor: 'approval_open', holder: { type: 'user', id: 'usr_manager' }, nextCode: 'reminder_50' }],
    ['an undo window', [...inApproval(), decided('manager')], { waitingFor: 'undo_window', nextCode: 'undo_window' }],
    [
      'an invoice at the gate',
      [...billed(instalment(1)), { type: 'invoice.review_required', data: { instalment: 1, review: 'special_terms' } }],
      { stage: 'invoicing', waitingFor: 'invoice_review', holder: { type: 'system', id: 'finance' } },
    ],
    ['a wrong requisite', [...billed(instalment(1)), { type: 'invoice.refused', data: { instalment: 1, code: 'requisites_incomplete', field: null } }], { waitingFor: 'requisites_incomplete' }],
    [
      'a paid advance before delivery',
      [...billed(instalment(1), instalment(2, { trigger: 'delivery' })), issued(), paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }],
      { stage: 'invoicing', waitingFor: 'delivery_pending', holder: { type: 'user', id: 'usr_seller' } },
    ],
    [
      'an open invoice',
      collecting,
      { stage: 'collecting', waitingFor: 'payment_due', holder: { type: 'customer', id: 'cus_1' }, nextRungAt: rungAt['-3'] ?? '', amountMinor: 116_000_000, overdue: false },
    ],
    [
      'an overdue one, paused and paid in part',
      [...collecting, { type: 'invoice.overdue', data: { invoiceId: 'inv_1' } }, paused(), paid(16_000_000)],
      { waitingFor: 'payment_overdue', overdue: true, paused: true, amountMinor: 100_000_000 },
    ],
    ['the worst of two', [...collectingTwo, manual], { stage: 'manual_collection', holder: { type: 'user', id: 'usr_seller' } }],
    [
      'money taken back after the last rung',
      [...collectingTwo, manual, paid(116_000_000), { type: 'invoice.paid', data: { invoiceId: 'inv_1' } }, paid(-1, 'all_2')],
      { stage: 'manual_collection', holder: { type: 'user', id: 'usr_seller' } },
    ],
    [
      'a failing effect',
      [...collecting, { type: 'deal.stuck', data: { what: 'document:x', code: 'browser_missing', retryAt: '2030-04-01T05:00:30.000Z' } }],
      { stage: 'collecting', waitingFor: 'failed_activity', stuckCode: 'browser_missing', nextCode: 'retry', nextAt: '2030-04-01T05:00:30.000Z' },
    ],
    ['a closed deal', [...collecting, closed('cancelled')], { stage: 'cancelled', waitingFor: 'nothing', closedAt: expect.any(String), nextAt: null, nextRungAt: null }],
  ];
  for (const [name, past, expected] of cases) it(`INV-7: of ${name} says who holds it and what comes`, () => expect(viewOf(stateAfter(past))).toMatchObject(expected));
});
