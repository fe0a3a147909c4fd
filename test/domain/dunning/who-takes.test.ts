import { describe, expect, it } from 'vitest';
import { type Colleague, headAbove, whoTakes } from '../../../domain/dunning/who-takes.ts';

const person = (id: string, superiorId: string | null, more: Partial<Colleague> = {}): Colleague => ({ id, superiorId, roles: [], active: true, ...more });
const gone = { active: false } as const;
const director = person('director', null, { roles: ['director'] });
const admin = person('admin', null, { roles: ['admin'] });

describe('DN14: the work of a person', () => {
  it.each<[string, string, string, readonly Colleague[]]>([
    ['is theirs, and their head is above them', 'seller', 'manager', [person('seller', 'manager'), person('manager', 'director'), director]],
    ['passes over a head who has left', 'seller', 'director', [person('seller', 'manager'), person('manager', 'director', gone), director]],
    ['goes to their head where they have left', 'manager', 'manager', [person('seller', 'manager', gone), person('manager', 'director'), director]],
    ['goes up to the first who is there', 'director', 'director', [person('seller', 'manager', gone), person('manager', 'director', gone), director]],
    ['is theirs and has a director for its head where nobody is above them', 'seller', 'director', [person('seller', null), director]],
    ['goes to a director where nobody above them is there', 'director', 'director', [person('seller', 'manager', gone), person('manager', null, gone), director]],
    ['goes to an admin where there is no director', 'admin', 'admin', [person('seller', null, gone), admin]],
    ['is its own head in a company of one', 'seller', 'seller', [person('seller', null)]],
    ['stays with them where nobody is there', 'seller', 'seller', [person('seller', 'manager', gone), person('manager', null, gone)]],
    ['ends where superiors run in a circle', 'other', 'other', [person('seller', 'manager', gone), person('manager', 'other', gone), person('other', 'manager')]],
  ])('%s', (_name, taker, head, people) => {
    expect([whoTakes('seller', people), headAbove('seller', people)]).toEqual([taker, head]);
  });
});
