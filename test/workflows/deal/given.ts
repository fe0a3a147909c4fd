import { expect } from 'vitest';
import type { Command, Given } from '../../../workflows/deal/commands.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import type { Actor, DealEvent, Happening } from '../../../workflows/deal/events.ts';
import { evolve } from '../../../workflows/deal/evolve.ts';
import { type DealIdentity, type DealState, initialState } from '../../../workflows/deal/state.ts';
import { refusalOf } from '../../domain/refusal.ts';

/** 1 April 2030, 10:00 in Almaty: the present of a decision where a test names no other. */
export const now = '2030-04-01T05:00:00.000Z';
export const identity: DealIdentity = { dealId: 'deal_1', customerId: 'cus_1', ownerId: 'usr_seller', currency: 'KZT', acceptance: 'none' };
export const user = (id: string): Actor => ({ type: 'user', id });
export const machine: Actor = { type: 'api_key', id: 'key_1' };

/** Something that happened, at its own time and by its own actor where that matters. */
export type Past = Happening & Partial<Pick<DealEvent, 'at' | 'actor'>>;

/** The state after a past, every event numbered in its turn. Inputs are frozen: a rule that writes into one fails. */
export function stateAfter(past: readonly Past[], who: Partial<DealIdentity> = {}): DealState {
  return past.reduce(
    (state, happening, index) => {
      const event: DealEvent = { at: now, actor: machine, ...happening, n: index + 1, commandId: null };
      return deepFrozen(evolve(state, deepFrozen(event)));
    },
    deepFrozen(initialState({ ...identity, ...who }, now)),
  );
}

/** Reads as: given this past, when this command comes, then this happens. */
export function given(past: readonly Past[], who: Partial<DealIdentity> = {}) {
  const state = stateAfter(past, who);
  return {
    when: (command: Command, by: Partial<Given> = {}) => {
      const act = () => decide(deepFrozen(command), state, { now, actor: machine, commandId: 'cmd_1', ...by });
      return {
        then: (...happenings: Happening[]) => expect(act()).toEqual(happenings),
        /** Only the names and order of what happens, where the data is the subject of another test. */
        thenInOrder: (...types: Happening['type'][]) => expect(act().map(happening => happening.type)).toEqual(types),
        thenNothingHappens: () => expect(act()).toEqual([]),
        thenRefused: (code: string, data?: Record<string, unknown>) => {
          const refusal = refusalOf(act);
          expect(refusal.code).toBe(code);
          if (data) expect(refusal.data).toMatchObject(data);
        },
      };
    },
  };
}

export function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFrozen(part);
  }
  return value;
}
