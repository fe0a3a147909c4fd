import { describe, expect, it } from 'vitest';
import { type ApproverFacts, type ApproverPerson, chooseApprover, coversFollowed, keepsHandedStep } from '../../../domain/approval/choose-approver.ts';
import { refusalOf } from '../refusal.ts';

const person = (personId: string, roles: string[], superiorId: string | null = null, active = true): ApproverPerson => ({ personId, roles, superiorId, active, zone: 'Asia/Almaty' });
const people = [
  person('seller', ['seller'], 'head'),
  person('head', ['manager'], 'director'),
  person('other-head', ['manager'], 'director'),
  person('lawyer-1', ['lawyer'], 'director'),
  person('lawyer-2', ['lawyer'], 'director'),
  person('cfo', ['cfo'], 'director'),
  person('director', ['director']),
];
const cover = (personId: string, coverId: string, fromOn = '2026-11-23', toOn = '2026-11-27') => ({ personId, coverId, fromOn, toOn });
const facts: ApproverFacts = { role: 'lawyer', people, covers: [], at: '2026-11-24T05:00:00.000Z', sellerId: 'seller' };
const choose = (change: Partial<ApproverFacts>) => chooseApprover({ ...facts, ...change });

describe('choosing an approver', () => {
  it('takes the first holder of the role and names the superior', () => {
    expect(choose({})).toEqual({ personId: 'lawyer-1', via: 'role', forPersonId: null, superiorId: 'director' });
  });

  it('gives the manager step to the manager above the seller, and to a seller who is a manager', () => {
    expect(choose({ role: 'manager', people: people.toReversed() })).toMatchObject({ personId: 'head', via: 'role' });
    expect(choose({ role: 'manager', sellerId: 'other-head' })).toMatchObject({ personId: 'other-head', superiorId: 'director' });
  });

  it('never gives the seller another step than the manager one', () => {
    expect(choose({ sellerId: 'lawyer-1' })).toMatchObject({ personId: 'lawyer-2', via: 'role' });
    expect(refusalOf(() => choose({ role: 'cfo', sellerId: 'cfo' })).data).toEqual({ role: 'cfo' });
  });

  it('follows a cover on its days only, both ends included', () => {
    const covers = [cover('lawyer-1', 'cfo')];
    expect(choose({ covers })).toEqual({ personId: 'cfo', via: 'cover', forPersonId: 'lawyer-1', superiorId: 'director' });
    expect(['2026-11-22', '2026-11-23', '2026-11-27', '2026-11-28'].map(onDate => choose({ covers, at: `${onDate}T05:00:00.000Z` }).personId)).toEqual(['lawyer-1', 'cfo', 'cfo', 'lawyer-1']);
  });

  it('begins and ends the days of a cover at midnight of whoever is away, wherever the company is', () => {
    const covers = [cover('lawyer-1', 'cfo')];
    const inBerlin = people.map(each => (each.personId === 'lawyer-1' ? { ...each, zone: 'Europe/Berlin' } : each));
    const whoAt = (instants: string[], everybody = people) => instants.map(at => choose({ covers, at, people: everybody }).personId);
    expect(whoAt(['2026-11-22T18:59:59.999Z', '2026-11-22T19:00:00.000Z', '2026-11-27T18:59:59.999Z', '2026-11-27T19:00:00.000Z'])).toEqual(['lawyer-1', 'cfo', 'cfo', 'lawyer-1']);
    expect(whoAt(['2026-11-22T19:00:00.000Z', '2026-11-22T23:00:00.000Z', '2026-11-27T22:59:59.999Z', '2026-11-27T23:00:00.000Z'], inBerlin)).toEqual(['lawyer-1', 'cfo', 'cfo', 'lawyer-1']);
  });

  it('follows covers of covers', () => {
    expect(choose({ covers: [cover('lawyer-1', 'cfo'), cover('cfo', 'head')] })).toMatchObject({ personId: 'head', via: 'cover', forPersonId: 'lawyer-1' });
  });

  it('names the covers that were followed, the cover of a cover too, and none where the step came otherwise', () => {
    const chain = [cover('lawyer-1', 'cfo'), cover('cfo', 'head')];
    const followed = (covers: ReturnType<typeof cover>[]) => coversFollowed({ ...facts, covers });
    expect(followed([...chain, cover('director', 'head')])).toEqual(chain);
    expect(followed([cover('cfo', 'head')])).toEqual([]);
    expect(followed([cover('lawyer-1', 'cfo'), cover('cfo', 'lawyer-1')])).toEqual([]);
  });

  it('leaves a step with whoever it was handed to, while that person may decide', () => {
    const facts = { people, role: 'cfo', sellerId: 'seller' } as const;
    expect(keepsHandedStep({ personId: 'cfo', personVia: 'handed_over' }, facts)).toBe(true);
    expect(keepsHandedStep({ personId: 'cfo', personVia: 'cover' }, facts)).toBe(false);
    expect(keepsHandedStep({ personId: 'left', personVia: 'handed_over' }, { ...facts, people: [person('left', ['cfo'], null, false)] })).toBe(false);
    expect(keepsHandedStep({ personId: 'cfo', personVia: 'handed_over' }, { ...facts, sellerId: 'cfo' })).toBe(false);
  });

  it('ends a circle of covers in the pool of the role', () => {
    expect(choose({ covers: [cover('lawyer-1', 'cfo'), cover('cfo', 'lawyer-1')] })).toEqual({ personId: 'lawyer-2', via: 'pool', forPersonId: 'lawyer-1', superiorId: 'director' });
  });

  it('ends a cover by the seller, or by somebody who has left, in the pool', () => {
    expect(choose({ covers: [cover('lawyer-1', 'seller')] })).toMatchObject({ personId: 'lawyer-2', via: 'pool' });
    expect(choose({ covers: [cover('lawyer-1', 'gone')] })).toMatchObject({ personId: 'lawyer-2', via: 'pool' });
    expect(choose({ people: [...people, person('left', ['lawyer'], null, false)], covers: [cover('lawyer-1', 'left')] })).toMatchObject({ personId: 'lawyer-2' });
  });

  it('leaves the step with its holder where everybody of the role is away', () => {
    expect(choose({ covers: [cover('lawyer-1', 'lawyer-2'), cover('lawyer-2', 'lawyer-1')] })).toMatchObject({ personId: 'lawyer-1', via: 'role', superiorId: 'director' });
  });

  it('escalates to whoever stands in for a superior who is away, and never to the absent one or to the person who has the step', () => {
    const line = [person('cfo', ['cfo'], 'director'), person('deputy', [], 'cfo'), person('director', ['director'], 'owner'), person('owner', []), person('other', [])];
    const superior = (...covers: ReturnType<typeof cover>[]) => choose({ role: 'cfo', people: line, covers });
    // The deputy's superior is on leave, and it is the deputy who stands in: the next one above is told.
    expect(superior(cover('cfo', 'deputy'))).toMatchObject({ personId: 'deputy', superiorId: 'director' });
    expect(superior(cover('cfo', 'deputy'), cover('director', 'other'))).toMatchObject({ personId: 'deputy', superiorId: 'other' });
    expect(superior(cover('director', 'other'), cover('other', 'deputy'))).toMatchObject({ personId: 'cfo', superiorId: 'deputy' });
    expect(superior(cover('director', 'cfo'))).toMatchObject({ personId: 'cfo', superiorId: 'owner' });
    expect(superior(cover('director', 'seller'))).toMatchObject({ personId: 'cfo', superiorId: 'owner' });
    expect(superior({ ...cover('director', 'other'), fromOn: '2026-11-25' })).toMatchObject({ superiorId: 'director' });
  });

  it('leaves a late step to the nearest superior where everybody above is away', () => {
    const line = [person('cfo', ['cfo'], 'director'), person('director', [], 'owner'), person('owner', [])];
    expect(choose({ role: 'cfo', people: line, covers: [cover('director', 'owner'), cover('owner', 'director')] }).superiorId).toBe('director');
  });

  it('passes over a superior who is the seller or has left, and survives a circle of superiors', () => {
    const line = [person('lawyer', ['lawyer'], 'boss'), person('boss', [], 'owner'), person('owner', [])];
    expect(choose({ people: line, sellerId: 'boss' }).superiorId).toBe('owner');
    expect(choose({ people: [person('lawyer', ['lawyer'], 'boss'), person('boss', [], 'owner', false), person('owner', [])] }).superiorId).toBe('owner');
    expect(choose({ people: [person('lawyer', ['lawyer'], 'boss'), person('boss', [], 'lawyer')], sellerId: 'boss' }).superiorId).toBeNull();
  });
});
