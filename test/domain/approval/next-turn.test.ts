import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApproverFacts, type ApproverPerson, type Cover, chooseApprover } from '../../../domain/approval/choose-approver.ts';
import { nextTurnAt } from '../../../domain/approval/next-turn.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { holdsForAll } from '../holds-for-all.ts';
import { refusalOf } from '../refusal.ts';

const person = (personId: string, roles: string[], zone = 'Asia/Almaty'): ApproverPerson => ({ personId, roles, superiorId: null, active: true, zone });
const people = [person('seller', []), person('cfo', ['cfo']), person('deputy', []), person('third', [])];
const cover = (personId: string, coverId: string, fromOn: string, toOn: string): Cover => ({ personId, coverId, fromOn, toOn });

/** Friday, 27 November 2026, 15:00 in Almaty. */
const friday: ApproverFacts = { role: 'cfo', people, covers: [], at: '2026-11-27T10:00:00.000Z', sellerId: 'seller' };
const turnWith = (covers: Cover[], change: Partial<ApproverFacts> = {}) => nextTurnAt({ ...friday, covers, ...change });

describe('the next turn of a step', () => {
  it('is midnight of the first day of a cover of its holder', () => {
    expect(turnWith([cover('cfo', 'deputy', '2026-11-30', '2026-12-04')])).toBe('2026-11-29T19:00:00.000Z');
  });

  it('is midnight after the last day of the cover by which it came', () => {
    expect(turnWith([cover('cfo', 'deputy', '2026-11-23', '2026-11-29')])).toBe('2026-11-29T19:00:00.000Z');
  });

  it('is the first day of the cover of the cover, where that comes first', () => {
    expect(turnWith([cover('cfo', 'deputy', '2026-11-23', '2026-12-04'), cover('deputy', 'third', '2026-12-01', '2026-12-02')])).toBe('2026-11-30T19:00:00.000Z');
  });

  it('is by the zone of whoever is away, over a change of clocks too', () => {
    const inBerlin = people.map(each => ({ ...each, zone: 'Europe/Berlin' }));
    expect(turnWith([cover('cfo', 'deputy', '2026-11-30', '2026-12-04')], { people: inBerlin })).toBe('2026-11-29T23:00:00.000Z');
    expect(turnWith([cover('cfo', 'deputy', '2026-03-30', '2026-04-04')], { people: inBerlin, at: '2026-03-27T10:00:00.000Z' })).toBe('2026-03-29T22:00:00.000Z');
  });

  it('is not told by covers that change nothing: of others, past ones, and one that takes over on the very next day by the same person', () => {
    expect(turnWith([])).toBeNull();
    expect(turnWith([cover('third', 'deputy', '2026-11-30', '2026-12-04'), cover('cfo', 'deputy', '2026-11-01', '2026-11-02')])).toBeNull();
    expect(turnWith([cover('cfo', 'deputy', '2026-11-23', '2026-11-29'), cover('cfo', 'deputy', '2026-11-30', '2026-12-04')])).toBe('2026-12-04T19:00:00.000Z');
  });

  it('is midnight of the first day on which the superior is away, for somebody else is told then', () => {
    const line = people.map(each => (each.personId === 'cfo' ? { ...each, superiorId: 'third' } : each));
    expect(turnWith([cover('third', 'deputy', '2026-11-30', '2026-12-04')], { people: line })).toBe('2026-11-29T19:00:00.000Z');
  });

  it('cannot be told where nobody holds the role', () => {
    expect(refusalOf(() => turnWith([], { people: [] })).code).toBe('unknown_user');
  });

  it('is the first hour at which somebody else would be chosen: looked for hour by hour', () => {
    const ids = people.map(each => each.personId);
    const covers = fc.array(
      fc.record({ personId: fc.constantFrom(...ids), coverId: fc.constantFrom(...ids), fromIn: fc.integer({ min: -4, max: 6 }), days: fc.nat(4) }).map(({ personId, coverId, fromIn, days }): Cover => {
        const fromOn = addDays('2026-03-27', fromIn);
        return { personId, coverId, fromOn, toOn: addDays(fromOn, days) };
      }),
      { maxLength: 5 },
    );
    const zones = fc.tuple(...people.map(() => fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'America/New_York')));
    holdsForAll(
      'next turn',
      fc.property(covers, zones, (known, inZones) => {
        const everybody = people.map((each, index) => ({ ...each, zone: inZones[index] ?? each.zone, roles: index < 3 ? ['cfo'] : [] }));
        const facts: ApproverFacts = { ...friday, people: everybody, covers: known, at: '2026-03-27T10:00:00.000Z' };
        const way = ({ personId, via, forPersonId }: ReturnType<typeof chooseApprover>) => `${personId} ${via} ${forPersonId}`;
        const later = Array.from({ length: 12 * 24 }, (_, hour) => new Date(Date.parse(facts.at) + (hour + 1) * 3_600_000).toISOString());
        const turn = later.find(at => way(chooseApprover({ ...facts, at })) !== way(chooseApprover(facts))) ?? null;
        expect(nextTurnAt(facts)).toBe(turn);
      }),
      25,
    );
  });
});
