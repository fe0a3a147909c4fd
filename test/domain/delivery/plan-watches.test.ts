import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { planWatches, type WatchFacts } from '../../../domain/delivery/plan-watches.ts';

const day = 86_400_000;
/** Issued on Friday at 17:00 in Almaty; the working day ends at 18:00, and the next one is Monday. */
const facts: WatchFacts = {
  issuedAt: '2030-04-05T12:00:00.000Z',
  external: false,
  sentAt: null,
  viewedAt: null,
  createdNotSentWorkingMinutes: 120,
  neverOpenedDays: 7,
  openedUnpaidDays: 7,
  calendar: kazakhstanCalendar({ fromYear: 2030, toYear: 2030 }),
};

describe('what is watched over an invoice', () => {
  it('DT1: is its sending within two working hours; what follows runs from an instant that is still to come', () => {
    expect(planWatches(facts)).toEqual([
      { kind: 'not_sent', at: '2030-04-08T05:00:00.000Z', afterMs: null },
      { kind: 'never_opened', at: null, afterMs: 7 * day },
      { kind: 'opened_unpaid', at: null, afterMs: 7 * day },
    ]);
  });

  it('DT5: is its opening, for a week from the sending', () => {
    expect(planWatches({ ...facts, sentAt: '2030-04-05T12:01:00.000Z' })).toEqual([
      { kind: 'never_opened', at: '2030-04-12T12:01:00.000Z', afterMs: 7 * day },
      { kind: 'opened_unpaid', at: null, afterMs: 7 * day },
    ]);
  });

  it('DT4: is its payment, for a week from the opening', () => {
    expect(planWatches({ ...facts, sentAt: '2030-04-05T12:01:00.000Z', viewedAt: '2030-04-06T04:00:00.000Z' })).toEqual([{ kind: 'opened_unpaid', at: '2030-04-13T04:00:00.000Z', afterMs: 7 * day }]);
  });

  it('is no sending and no opening of what another system has sent', () => {
    expect(planWatches({ ...facts, external: true }).map(watch => watch.kind)).toEqual(['opened_unpaid']);
  });
});
