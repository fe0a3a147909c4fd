import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import type { ApprovalEvent } from '../../../domain/metrics/approval-events.ts';
import { measureStep, stepTimes } from '../../../domain/metrics/step-times.ts';

const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2026 });
// Friday, 27 November 2026, 17:00 in Almaty; four working hours later it is Monday, 12:00.
const opened = '2026-11-27T12:00:00.000Z';
const due = '2026-11-30T07:00:00.000Z';
const told = (at: string, happened: object): ApprovalEvent => ({ dealId: 'deal_1', at, ...happened }) as ApprovalEvent;
const requested = told(opened, { type: 'approval.requested', data: { taskId: 'apt_1', role: 'manager', round: 1, version: 1, personId: 'usr_manager', dueAt: due } });
const decided = (at: string, actsAt = at, decision = 'approved') => told(at, { type: 'approval.decided', data: { taskId: 'apt_1', decision, actsAt } });
const only = (...events: ApprovalEvent[]) => {
  const [step, ...more] = stepTimes([requested, ...events]).map(each => measureStep(each, { standsAt: '2026-12-01T07:00:00.000Z', calendar }));
  expect(more).toEqual([]);
  return step;
};
const hours = 3_600_000;

describe('the time of a step', () => {
  it('runs from opening to decision, by the clock over the weekend and in working time without it', () => {
    expect(only(decided('2026-11-30T05:00:00.000Z'))).toMatchObject({ outcome: 'approved', clockMs: 65 * hours, workingMs: 2 * hours, late: false });
  });

  it('is in time at the very instant it is due, and late a moment after', () => {
    expect(only(decided(due))?.late).toBe(false);
    expect(only(decided('2026-11-30T07:00:00.001Z'))?.late).toBe(true);
  });

  it('keeps its beginning when the step passes to somebody else, and counts by the deadline that is in force', () => {
    const handed = told('2026-11-30T04:30:00.000Z', { type: 'approval.handed_over', data: { taskId: 'apt_1', toUserId: 'usr_director' } });
    const replanned = told('2026-11-30T04:40:00.000Z', { type: 'approval.replanned', data: { taskId: 'apt_1', personId: 'usr_cover', dueAt: '2026-11-30T04:50:00.000Z' } });
    expect(only(handed)).toMatchObject({ openedAt: opened, personId: 'usr_director', outcome: 'open' });
    expect(only(handed, replanned, decided('2026-11-30T05:00:00.000Z'))).toMatchObject({ openedAt: opened, personId: 'usr_cover', workingMs: 2 * hours, late: true });
  });

  it('goes on after a decision that was taken back, as if nothing had been decided', () => {
    const recalled = told('2026-11-30T05:00:30.000Z', { type: 'approval.recalled', data: { taskId: 'apt_1' } });
    expect(only(decided('2026-11-30T05:00:00.000Z', '2026-11-30T05:01:00.000Z'), recalled)).toMatchObject({ outcome: 'open', endedAt: null });
    expect(only(decided('2026-11-30T05:00:00.000Z', '2026-11-30T05:01:00.000Z'), recalled, decided('2026-11-30T06:00:00.000Z'))).toMatchObject({ outcome: 'approved', workingMs: 3 * hours });
  });

  it('ends without a decision where the version goes while the decision could still be taken back', () => {
    const changed = (at: string) => told(at, { type: 'approval.superseded', data: { taskId: 'apt_1' } });
    const within = decided('2026-11-30T05:00:00.000Z', '2026-11-30T05:01:00.000Z');
    expect(only(within, changed('2026-11-30T05:00:30.000Z'))).toMatchObject({ outcome: 'superseded', endedAt: '2026-11-30T05:00:30.000Z' });
    expect(only(within, changed('2026-11-30T05:01:00.000Z'))).toMatchObject({ outcome: 'approved', endedAt: '2026-11-30T05:00:00.000Z' });
  });

  it('of an open step is its age, and never less than nothing where clocks differ by a moment', () => {
    expect(only()).toMatchObject({ outcome: 'open', clockMs: 91 * hours, workingMs: 12 * hours, late: true });
    const [step] = stepTimes([requested]);
    expect(step && measureStep(step, { standsAt: '2026-11-27T11:59:59.900Z', calendar })).toMatchObject({ clockMs: 0, workingMs: 0 });
  });

  it('is not counted for what speaks of no step: a kept approval is never asked', () => {
    expect(stepTimes([told(opened, { type: 'deal.submitted', data: { round: 1 } }), told(opened, { type: 'deal.approved', data: { round: 1 } })])).toEqual([]);
  });
});
