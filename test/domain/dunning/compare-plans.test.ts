import { expect, it } from 'vitest';
import { comparePlans, isChanged, sumUp } from '../../../domain/dunning/compare-plans.ts';
import type { PlannedRung } from '../../../domain/dunning/plan-rungs.ts';

const going = (rung: string, day: string, does: PlannedRung['does'] = ['letter']): PlannedRung => ({ rung, at: `${day}T05:00:00.000Z`, does, outcome: 'will_send', reason: null });
const end = (rung: string, day: string) => going(rung, day, ['stop', 'manual_task']);
const sent = (rung: string, day: string): PlannedRung => ({ ...going(rung, day), outcome: 'sent' });
const today = { now: '2026-12-08T03:00:00.000Z', zone: 'Asia/Almaty' };

it('tells letters that move, go today, vanish and appear from those that stay, in the order of time', () => {
  const compared = comparePlans(
    {
      was: [sent('0', '2026-12-04'), going('+3', '2026-12-07'), going('+7', '2026-12-11'), going('+14', '2026-12-18'), end('+21', '2026-12-25')],
      now: [sent('0', '2026-12-04'), going('+3', '2026-12-08'), going('+10', '2026-12-14'), going('+14', '2026-12-18'), end('+21', '2026-12-28')],
    },
    today,
  );
  expect(compared.map(({ rung, change, firesToday }) => `${rung} ${change}${firesToday ? ' today' : ''}`)).toEqual(['0 same', '+3 moved today', '+7 vanishes', '+10 appears', '+14 same', '+21 moved']);
  expect(compared.filter(isChanged)).toHaveLength(4);
  expect(sumUp([compared, compared])).toEqual({ lettersMoved: 2, lettersToday: 2, lettersVanishing: 2, lettersAppearing: 2, endsMoved: 2 });
});

it('counts the end of a ladder apart from letters, and nothing where nothing changes', () => {
  const plan = [going('+7', '2026-12-11'), end('+21', '2026-12-25')];
  expect(sumUp([comparePlans({ was: plan, now: plan }, today)])).toEqual({ lettersMoved: 0, lettersToday: 0, lettersVanishing: 0, lettersAppearing: 0, endsMoved: 0 });
  const shorter = [going('+7', '2026-12-11'), end('+14', '2026-12-18')];
  expect(sumUp([comparePlans({ was: plan, now: shorter }, today)])).toEqual({ lettersMoved: 0, lettersToday: 0, lettersVanishing: 0, lettersAppearing: 0, endsMoved: 1 });
});

it('counts a letter that was to go today already as nothing new', () => {
  const compared = comparePlans({ was: [going('+3', '2026-12-08')], now: [{ ...going('+3', '2026-12-08'), at: '2026-12-08T09:00:00.000Z' }] }, today);
  expect(compared).toMatchObject([{ change: 'moved', firesToday: false }]);
});

it('tells a letter whose day becomes the end of the ladder: the letter vanishes, the end has moved', () => {
  const compared = comparePlans({ was: [going('+14', '2026-12-18'), end('+21', '2026-12-25')], now: [end('+14', '2026-12-18')] }, today);
  expect(compared.map(({ rung, change }) => `${rung} ${change}`)).toEqual(['+14 differs', '+21 vanishes']);
  expect(sumUp([compared])).toEqual({ lettersMoved: 0, lettersToday: 0, lettersVanishing: 1, lettersAppearing: 0, endsMoved: 1 });
});
