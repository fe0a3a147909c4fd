import { describe, expect, it } from 'vitest';
import { kazakhstanCalendar } from '../../../domain/calendar/kazakhstan.ts';
import { clocksMeet, dueRung, strictestTone, toneOnDay } from '../../../domain/dunning/common-letter.ts';
import { handOverAt } from '../../../domain/dunning/hand-over-at.ts';
import { wasKept } from '../../../domain/dunning/kept-promise.ts';
import { defaultLadder } from '../../../domain/dunning/ladder.ts';
import { recipientsOf } from '../../../domain/dunning/recipients.ts';

const at = (day: number) => `2026-12-${String(day).padStart(2, '0')}T05:00:00.000Z`;
const plan = [
  { rung: '-3', at: at(1), outcome: 'sent' },
  { rung: '0', at: at(4), outcome: 'will_send' },
  { rung: '+3', at: at(7), outcome: 'will_send' },
];

describe('a rung that may join another one’s letter', () => {
  it('is the one whose instant has come, to the moment in which two timers differ', () => {
    expect([at(3), '2026-12-04T04:58:59.000Z', '2026-12-04T04:59:30.000Z', at(4), at(5)].map(now => dueRung(plan, [], now))).toEqual([null, null, '0', '0', '0']);
  });

  it('is none where several are due: after downtime the ladder is planned anew first', () => {
    expect(dueRung(plan, [], at(8))).toBeNull();
  });

  it('goes by what has become of it: never twice, at the end of its hold, and not after the last rung', () => {
    const fate = (state: string, heldUntil: string | null = null) => [{ rung: '0', state, heldUntil }];
    expect(dueRung(plan, fate('sent'), at(5))).toBeNull();
    expect(dueRung(plan, fate('claimed'), at(5))).toBe('0');
    expect([at(5), at(6)].map(now => dueRung(plan, fate('held', at(6)), now))).toEqual([null, '0']);
    expect(dueRung(plan, [...fate('held'), { rung: '+21', state: 'done', heldUntil: null }], at(5))).toBeNull();
  });

  it('is no rung by a clock that was moved ahead by more than the minimum gap', () => {
    expect([clocksMeet(at(4), at(4), 20), clocksMeet(at(4), '2026-12-05T00:59:00.000Z', 20), clocksMeet('2026-12-05T01:01:00.000Z', at(4), 20)]).toEqual([true, true, false]);
    expect([clocksMeet(at(4), '2026-12-04T05:00:30.000Z', 0), clocksMeet(at(4), '2026-12-04T05:02:00.000Z', 0)]).toEqual([true, false]);
  });
});

describe('the tone of a letter', () => {
  it('is that of the strictest rung in it', () => {
    expect(strictestTone(['soft', 'official', 'neutral'])).toBe('official');
    expect(() => strictestTone([])).toThrow(RangeError);
  });

  it('speaks of days that have passed, but stays friendly where only days off have', () => {
    const calendar = kazakhstanCalendar({ fromYear: 2026, toYear: 2027 });
    const tone = (dueOn: string, today: string) => toneOnDay('neutral', { dueOn, today, calendar });
    // 4 December 2026 is a Friday, the 6th a Sunday; 16 December is a holiday.
    expect([tone('2026-12-04', '2026-12-04'), tone('2026-12-04', '2026-12-07'), tone('2026-12-06', '2026-12-07'), tone('2026-12-06', '2026-12-08')]).toEqual([
      'neutral',
      'businesslike',
      'neutral',
      'businesslike',
    ]);
    expect([tone('2026-12-16', '2026-12-17'), toneOnDay('official', { dueOn: '2026-12-06', today: '2026-12-07', calendar })]).toEqual(['neutral', 'official']);
  });
});

describe('what a letter names', () => {
  it('is the day of the rung that stops the letters, where there is one to come', () => {
    const stop = { rung: '+21', at: at(25), outcome: 'will_send' };
    expect(handOverAt([...plan, stop], defaultLadder)).toBe(at(25));
    expect([handOverAt(plan, defaultLadder), handOverAt([{ ...stop, outcome: 'skipped' }], defaultLadder)]).toEqual([null, null]);
    expect(handOverAt([...plan, { ...stop, rung: '+21_end' }], defaultLadder)).toBe(at(25));
  });
});

describe('whom a rung reaches', () => {
  it('is the customer by every letter, the owner from +3 on, the head at +14, and the owner alone at +21', () => {
    expect(defaultLadder.map(step => [step.rung, recipientsOf(step).join(' ')])).toEqual([
      ['-3', 'customer'],
      ['0', 'customer'],
      ['+3', 'customer owner'],
      ['+7', 'customer owner'],
      ['+14', 'customer head'],
      ['+21', 'owner'],
    ]);
  });
});

describe('a promise', () => {
  const promise = { madeOn: '2026-12-01', payOn: '2026-12-10', amountMinor: 100 };
  it.each([
    ['kept by one payment on the day', [{ receivedOn: '2026-12-10', amountMinor: 100 }], true],
    [
      'kept by two',
      [
        { receivedOn: '2026-12-02', amountMinor: 40 },
        { receivedOn: '2026-12-09', amountMinor: 60 },
      ],
      true,
    ],
    ['broken by a day', [{ receivedOn: '2026-12-11', amountMinor: 100 }], false],
    ['broken by what is lacking', [{ receivedOn: '2026-12-10', amountMinor: 99 }], false],
    ['not kept by money of before', [{ receivedOn: '2026-11-30', amountMinor: 100 }], false],
    [
      'not kept by money that was taken back',
      [
        { receivedOn: '2026-12-05', amountMinor: 100 },
        { receivedOn: '2026-12-06', amountMinor: -100 },
      ],
      false,
    ],
  ])('is %s', (_what, received, kept) => {
    expect(wasKept(promise, received)).toBe(kept);
  });
});
