import { describe, expect, it } from 'vitest';
import { type Message, type MessageName, messageNames } from '../../../workflows/deal/messages.ts';
import { readMessage } from '../../../workflows/deal/read-message.ts';
import { refusalOf } from '../../domain/refusal.ts';
import { machine } from './given.ts';

const read = (name: MessageName, body: Record<string, unknown>) => readMessage(name, { command_id: 'cmd_1', actor: machine, ...body } as Message);
const step = { task_id: 'apt_1', version: 1 };
const payment = { invoice_id: 'inv_1', payment_id: 'pay_1', allocation_id: 'all_1', amount_minor: 5 };

/** The smallest lawful body of every message: each of these fields is required. */
const smallest: Record<MessageName, Record<string, unknown>> = {
  submit: {},
  change_package: { draft_revision: 2 },
  approve: step,
  reject: step,
  request_changes: step,
  hand_over: { to_user_id: 'usr_1' },
  recall: { task_id: 'apt_1' },
  withdraw: {},
  approvers_changed: {},
  accept: {},
  decline: {},
  cancel: {},
  lose: {},
  write_off: {},
  pause_reminders: { until: '2030-05-01' },
  resume_reminders: {},
  promise_to_pay: { invoice_id: 'inv_1', pay_on: '2030-05-01' },
  dispute: { invoice_id: 'inv_1' },
  claim_payment: { invoice_id: 'inv_1', paid_on: '2030-05-01' },
  add_payment_order: { invoice_id: 'inv_1', document_id: 'doc_1' },
  resolve_dispute: { dispute_id: 'dis_1' },
  payment_recorded: payment,
  invoice_credited: { invoice_id: 'inv_1', credit_id: 'crn_1', amount_minor: 5 },
  pauses_changed: {},
  address_changed: {},
  invoice_viewed: { invoice_id: 'inv_1' },
  confirm_receipt: { invoice_id: 'inv_1' },
  letter_reported: { invoice_id: 'inv_1', meaning: 'address_dead' },
  settle_letter: { letter_id: 'let_1', invoice_id: 'inv_1', outcome: 'arrived' },
  send_held_reminder: { invoice_id: 'inv_1', rung: '+3' },
  skip_held_reminder: { invoice_id: 'inv_1', rung: '+3' },
  reminder_policy_changed: {},
  mark_signed: {},
  mark_delivered: { on: '2030-05-01' },
  release_invoice: { instalment: 1 },
  lift_hold: { hold: 'shipment' },
};

const optionalTexts: readonly [MessageName, string][] = [
  ['approve', 'note_id'],
  ['approve', 'evidence_id'],
  ['hand_over', 'note_id'],
  ['withdraw', 'note_id'],
  ['cancel', 'reason'],
  ['pause_reminders', 'invoice_id'],
  ['pause_reminders', 'note_id'],
  ['resume_reminders', 'invoice_id'],
  ['letter_reported', 'rung'],
  ['letter_reported', 'code'],
  ['settle_letter', 'rung'],
  ['settle_letter', 'reason'],
  ['skip_held_reminder', 'note_id'],
  ['resume_reminders', 'pause_id'],
  ['pause_reminders', 'from'],
  ['promise_to_pay', 'until'],
  ['dispute', 'until'],
  ['claim_payment', 'until'],
  ['claim_payment', 'note_id'],
  ['claim_payment', 'document_id'],
  ['resolve_dispute', 'outcome'],
  ['invoice_credited', 'note_id'],
  ['pauses_changed', 'invoice_id'],
  ['lift_hold', 'approver_id'],
  ['lift_hold', 'reason'],
];

describe('every message', () => {
  for (const name of messageNames) {
    it(`${name} is read from its smallest body, and each missing or mistyped field is named`, () => {
      expect(read(name, smallest[name]).type).toBeTypeOf('string');
      for (const field of Object.keys(smallest[name])) {
        for (const wrong of [undefined, null, '', [], {}, true, 0.5]) {
          // A hand-over without a step is one of the deal.
          if (name === 'hand_over' && field === 'task_id') continue;
          expect(
            refusalOf(() => read(name, { ...smallest[name], [field]: wrong })),
            `${name}.${field} = ${String(wrong)}`,
          ).toMatchObject({ code: 'validation_failed', data: { pointer: `#/${field}` } });
        }
      }
    });
  }

  it('refuses a mistyped optional field too, and takes null for absent', () => {
    for (const [name, field] of optionalTexts) {
      expect(refusalOf(() => read(name, { ...smallest[name], [field]: 7 }))).toMatchObject({ code: 'validation_failed', data: { pointer: `#/${field}` } });
      expect(read(name, { ...smallest[name], [field]: null })).toEqual(read(name, smallest[name]));
    }
    for (const name of ['promise_to_pay', 'dispute'] as const) {
      expect(refusalOf(() => read(name, { ...smallest[name], amount_minor: '5' })).data).toEqual({ pointer: '#/amount_minor' });
    }
  });
});

describe('what a message means', () => {
  it('an approver is named by an id; what no database could look for is refused before it is tried', () => {
    expect(read('lift_hold', { hold: 'shipment', approver_id: 'usr_cfo', reason: 'perishable' })).toEqual({
      type: 'lift_hold',
      hold: 'shipment',
      approverId: 'usr_cfo',
      noteId: null,
      reasonText: 'perishable',
    });
    for (const wrong of ['usr\u0000cfo', 'a b', 'x'.repeat(121)])
      expect(refusalOf(() => read('lift_hold', { hold: 'shipment', approver_id: wrong }))).toMatchObject({ code: 'validation_failed', data: { pointer: '#/approver_id' } });
  });

  it('the three decisions differ in their outcome alone', () => {
    expect([read('approve', step), read('reject', step), read('request_changes', step)]).toMatchObject([{ decision: 'approved' }, { decision: 'rejected' }, { decision: 'changes_requested' }]);
  });

  it('a hand-over with a step is of that step, and then needs its version', () => {
    expect(read('hand_over', { ...step, to_user_id: 'usr_1' })).toMatchObject({ type: 'hand_over_step', taskId: 'apt_1', version: 1 });
    expect(read('hand_over', { to_user_id: 'usr_1' })).toMatchObject({ type: 'hand_over_deal' });
    expect(refusalOf(() => read('hand_over', { task_id: 'apt_1', to_user_id: 'usr_1' })).data).toEqual({ pointer: '#/version' });
  });

  it('decline and lose, cancel, write off are three ends', () => {
    expect((['decline', 'lose', 'cancel', 'write_off'] as const).map(name => read(name, { reason: 'x' }))).toMatchObject(
      ['lost', 'lost', 'cancelled', 'written_off'].map(closing => ({ type: 'close', closing, reasonText: 'x' })),
    );
  });

  it('a schedule is two to twelve promises with a day each', () => {
    const promises = (count: number) => Array.from({ length: count }, (_, index) => ({ pay_on: `2030-05-${10 + index}`, amount_minor: 5 }));
    const schedule = (parts: unknown) => () => read('promise_to_pay', { invoice_id: 'inv_1', schedule: parts });
    expect(schedule(promises(2))()).toMatchObject({ parts: [{ payOn: '2030-05-10', untilAt: null, amountMinor: 5 }, { payOn: '2030-05-11' }] });
    for (const wrong of [null, 'x', promises(1), promises(13)]) expect(refusalOf(schedule(wrong)).data).toEqual({ pointer: '#/schedule' });
    expect(refusalOf(schedule([{ pay_on: '2030-05-10' }, 7])).data).toEqual({ pointer: '#/pay_on' });
  });

  it('a date stands for its first moment in UTC, an instant for itself whatever its zone', () => {
    expect(read('pause_reminders', { until: '2030-05-01' })).toMatchObject({ untilAt: '2030-05-01T00:00:00.000Z' });
    expect(read('pause_reminders', { until: '2030-05-01T05:00:00+05:00' })).toMatchObject({ untilAt: '2030-05-01T00:00:00.000Z' });
  });
});
