import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import type { LiftWeighed } from '../../../workflows/ports.ts';
import { given, type Past, stateAfter } from './given.ts';
import { closed, collecting } from './sample-past.ts';

type Asked = Extract<Command, { type: 'lift_hold' }>;
const asked = (change: Partial<Asked> = {}): Asked => ({ type: 'lift_hold', hold: 'shipment', approverId: 'usr_cfo', noteId: 'note_1', reasonText: null, ...change });
const debts = [
  { invoiceId: 'inv_1', overdueMinor: 116_000_000, overdueDays: 9 },
  { invoiceId: 'inv_2', overdueMinor: 4_000_000, overdueDays: 2 },
];
const may = { outcome: 'may', approverId: 'usr_cfo', role: 'cfo', debts, holdIds: ['hold_1'] } as const satisfies LiftWeighed;
const weighed = (outcome: LiftWeighed = may, change: Partial<Asked> = {}): Command => ({ type: 'lift_weighed', asked: asked(change), weighed: outcome });

const lifted = {
  type: 'hold.lifted',
  data: {
    ...{ hold: 'shipment', approverId: 'usr_cfo', role: 'cfo', version: 1, overdueMinor: 120_000_000, overdueDays: 9 },
    ...{ debts, holdIds: ['hold_1'], noteId: 'note_1', reasonText: null },
  },
} as const satisfies Past;

describe('the wish to ship over a debt', () => {
  it('needs a reason, as a note or in plain words; it changes nothing before it is weighed', () => {
    given(collecting).when(asked()).thenNothingHappens();
    given(collecting)
      .when(asked({ noteId: null, reasonText: 'perishable' }))
      .thenNothingHappens();
    for (const command of [asked({ noteId: null }), asked({ noteId: null, reasonText: '' }), weighed(may, { noteId: null })])
      given(collecting).when(command).thenRefused('reason_required', { pointer: '#/reason' });
  });
});

describe('a shipment over a debt, once it is weighed', () => {
  it('AP10: is released and recorded with its approver, the role, the whole debt of that moment, its longest delay, and the version in force', () => {
    given(collecting).when(weighed()).then(lifted);
  });

  it('tells no version where the deal was agreed elsewhere', () => {
    const elsewhere = collecting.filter(({ type }) => type !== 'quote.version_created');
    given(elsewhere)
      .when(weighed())
      .then({ ...lifted, data: { ...lifted.data, version: null } });
  });

  it('AP10: is refused with the sentence of whoever weighed it', () => {
    const data = { pointer: '#/approver_id', roles: ['cfo', 'director'] };
    given(collecting)
      .when(weighed({ outcome: 'refused', code: 'not_entitled', sentence: 'This person may not.', data }))
      .thenRefused('not_entitled', data);
    given(collecting)
      .when(weighed({ outcome: 'refused', code: 'hold_not_in_force', sentence: 'Nothing is held.', data: {} }))
      .thenRefused('hold_not_in_force');
  });

  it('INV-8: asked again by whoever has released it, changes nothing', () => {
    given([...collecting, lifted])
      .when(weighed({ outcome: 'again' }))
      .thenNothingHappens();
  });

  it('is never the word of the seller, who may have become that since it was weighed', () => {
    given([...collecting, { type: 'deal.handed_over', data: { fromUserId: 'usr_seller', toUserId: 'usr_cfo', noteId: null } }])
      .when(weighed())
      .thenRefused('not_entitled');
  });

  it('comes too late where the deal has ended meanwhile', () => {
    given([...collecting, closed()])
      .when(weighed())
      .thenRefused('hold_not_in_force');
  });

  it('leaves the ladder, the pauses and the debt as they are: the word is about shipments alone', () => {
    const [before, after] = [stateAfter(collecting), stateAfter([...collecting, lifted])];
    expect(after).toEqual({ ...before, n: before.n + 1 });
    expect(deadlines(after)).toEqual(deadlines(before));
  });
});
