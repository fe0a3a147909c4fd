import { describe, expect, it } from 'vitest';
import { hasLivingAddress } from '../../../domain/delivery/living-address.ts';
import { type OutlookFacts, outlookOf, type RungState } from '../../../domain/dunning/outlook.ts';

const facts: OutlookFacts = { planned: { outcome: 'will_send', reason: null }, does: ['letter'], fate: undefined, invoiceStatus: 'open', hasLivingAddress: true };
const outlook = (change: Partial<OutlookFacts> = {}) => outlookOf({ ...facts, ...change });
const noAddress = { outcome: 'held', reason: 'no_address' };

describe('what will become of a rung', () => {
  it('is what the plan says, where the customer has a living address', () => {
    expect(outlook()).toEqual({ outcome: 'will_send', reason: null });
    // One that goes later names what it waits for.
    expect(outlook({ planned: { outcome: 'will_send', reason: 'payment_claim' } })).toEqual({ outcome: 'will_send', reason: 'payment_claim' });
    expect(outlook({ planned: { outcome: 'skipped', reason: 'before_issue' } })).toEqual({ outcome: 'skipped', reason: 'before_issue' });
    expect(outlook({ planned: { outcome: 'covered_by_pause', reason: 'promise' } })).toEqual({ outcome: 'covered_by_pause', reason: 'promise' });
  });

  it('is to wait for an address where there is none that lives, and only for what sends a letter', () => {
    const hasNone = { hasLivingAddress: false };
    expect(outlook(hasNone)).toEqual(noAddress);
    expect(outlook({ ...hasNone, does: ['shipment_hold', 'letter'] })).toEqual(noAddress);
    expect(outlook({ ...hasNone, does: ['stop', 'manual_task'] })).toEqual({ outcome: 'will_send', reason: null });
    // What would not go anyway says why it would not.
    expect(outlook({ ...hasNone, planned: { outcome: 'covered_by_pause', reason: 'pause' } }).outcome).toBe('covered_by_pause');
    expect(outlook({ ...hasNone, fate: { state: 'claimed', reason: null } })).toEqual(noAddress);
    expect(outlook({ ...hasNone, fate: { state: 'data_started', reason: null } }).outcome).toBe('will_send');
  });

  it.each<[RungState, string]>([
    ['sent', 'sent'],
    ['skipped', 'skipped'],
    ['held', 'held'],
    ['verify', 'verify'],
    ['undeliverable', 'undeliverable'],
    ['done', 'done'],
    ['claimed', 'will_send'],
    ['data_started', 'will_send'],
  ])('%s on record is %s, with the reason that stands there', (state, outcome) => {
    const reason = outcome === 'will_send' ? null : 'quiet_hours';
    expect(outlook({ fate: { state, reason } })).toEqual({ outcome, reason });
  });

  it('is nothing where nothing is owed any more, unless the letter travels already', () => {
    expect(outlook({ invoiceStatus: 'paid' })).toEqual({ outcome: 'skipped', reason: 'paid' });
    expect(outlook({ invoiceStatus: 'void', hasLivingAddress: false })).toEqual({ outcome: 'skipped', reason: 'closed' });
    expect(outlook({ invoiceStatus: 'paid', fate: { state: 'data_started', reason: null } }).outcome).toBe('will_send');
    expect(outlook({ invoiceStatus: 'paid', fate: { state: 'sent', reason: null } }).outcome).toBe('sent');
  });
});

describe('a living address', () => {
  it('is one that is there and from which nothing came back for good', () => {
    expect(hasLivingAddress({ email: 'buh@romashka.example', emailDeadReason: null })).toBe(true);
    expect(hasLivingAddress({ email: 'buh@romashka.example', emailDeadReason: '5.1.1 No such user' })).toBe(false);
    expect(hasLivingAddress({ email: null, emailDeadReason: null })).toBe(false);
  });
});
