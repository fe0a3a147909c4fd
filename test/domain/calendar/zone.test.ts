import { expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../../domain/calendar/zone.ts';

it('answers the same however often it is asked, of every zone for itself, and after more questions than it remembers', () => {
  const asked = () => [
    ...['Asia/Almaty', 'Europe/Berlin', 'America/New_York'].map(zone => localInstant('2026-03-29', '02:30', zone)),
    ...['Asia/Almaty', 'Europe/Berlin', 'America/New_York'].map(zone => dateInZone('2026-03-28T23:30:00.000Z', zone)),
  ];
  const first = ['2026-03-28T21:30:00.000Z', '2026-03-29T01:30:00.000Z', '2026-03-29T06:30:00.000Z', '2026-03-29', '2026-03-29', '2026-03-28'];
  expect([asked(), asked()]).toEqual([first, first]);
  // Each of the days of sixty years once, so that what was remembered at first has made room.
  const days = Array.from({ length: 21_000 }, (_, day) => addDays('2000-01-01', day));
  expect(days.filter(onDate => localInstant(onDate, '05:00', 'UTC') !== `${onDate}T05:00:00.000Z`)).toEqual([]);
  expect(asked()).toEqual(first);
});

it('refuses what is no instant, no time and no zone, each time anew', () => {
  for (const _again of [1, 2]) {
    expect(() => dateInZone('2026-03-29T02:30', 'Asia/Almaty')).toThrow();
    expect(() => localInstant('2026-02-30', '05:00', 'Asia/Almaty')).toThrow();
    expect(() => localInstant('2026-02-28', '05:00', 'Asia/Nowhere')).toThrow();
  }
});
