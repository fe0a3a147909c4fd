import { expect, it } from 'vitest';
import { silentUntil } from '../../../workflows/deal/silence.ts';
import type { Claim } from '../../../workflows/deal/state.ts';
import { now, type Past, stateAfter } from './given.ts';
import { collectingTwo, days, paid, paused } from './sample-past.ts';

const whole = 116_000_000;
const half = whole / 2;
const claim = (change: Partial<Claim> = {}): Claim => ({ amountMinor: null, paidBeforeMinor: null, keptAtMinor: null, scheduleId: null, ...change });
const promised = (no: number, day: number, change: Partial<Claim>): Past => ({
  type: 'promise.made',
  data: { pauseId: `pro_${no}`, invoiceId: 'inv_1', payOn: '2030-04-05', amountMinor: change.amountMinor ?? null, fromAt: now, untilAt: days(now, day), claim: claim(change) },
});
const disputed = (day: number, amountMinor: number | null): Past => ({
  type: 'dispute.opened',
  data: { pauseId: 'dis_1', invoiceId: 'inv_1', amountMinor, fromAt: now, untilAt: days(now, day), noteId: 'note_1', reasonText: null, claim: claim({ amountMinor }) },
});
const until = (invoiceId: string | null, ...past: Past[]) => {
  const { phase } = stateAfter([...collectingTwo, ...past]);
  return phase.status === 'billing' ? silentUntil(phase, invoiceId, now) : 'no billing';
};

it('ends with the last of the intervals that follow on each other, and not beyond a gap', () => {
  const first = paused({ untilAt: days(now, 3) });
  const meeting = paused({ pauseId: 'pau_2', scope: 'invoice', invoiceId: 'inv_1', fromAt: days(now, 3), untilAt: days(now, 5) });
  const later = paused({ pauseId: 'pau_3', fromAt: days(now, 9), untilAt: days(now, 12) });
  expect(until('inv_1', first, meeting, later)).toBe(days(now, 5));
  expect(until('inv_2', first, meeting, later)).toBe(days(now, 3));
  expect(until(null, first, meeting, later)).toBe(days(now, 3));
  expect(until('inv_1', later)).toBeNull();
});

it('is not brought about by a part, but by parts that make up the whole, for as long as they do', () => {
  expect(until('inv_1', disputed(30, half))).toBeNull();
  expect(until('inv_1', disputed(30, half), promised(1, 5, { amountMinor: half, keptAtMinor: half }))).toBe(days(now, 5));
  expect(until('inv_1', disputed(30, half), promised(1, 5, { amountMinor: half, keptAtMinor: half }), paid(1))).toBe(days(now, 5));
  expect(until('inv_2', disputed(30, null))).toBeNull();
});

it('of a schedule ends with the first day that money has not met', () => {
  const parts = [promised(1, 5, { amountMinor: half, keptAtMinor: half, scheduleId: 'sch' }), promised(2, 15, { amountMinor: half, keptAtMinor: whole, scheduleId: 'sch' })];
  expect(until('inv_1', ...parts)).toBe(days(now, 5));
  expect(until('inv_1', ...parts, paid(half), { type: 'promise.kept', data: { pauseId: 'pro_1', invoiceId: 'inv_1' } })).toBe(days(now, 15));
});
