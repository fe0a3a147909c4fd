import { setTimeout as pass } from 'node:timers/promises';
import fc from 'fast-check';
import { newId } from '../../db/ids.ts';
import { note } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import type { Answer, MessageName } from '../../workflows/deal/messages.ts';
import type { OpenStep } from '../../workflows/deal/state.ts';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { eventually, stateOf, type World } from '../deal/world.ts';

export type RecordedEvent = Readonly<{ n: number; type: string; at: Date; data: Record<string, unknown>; actor: { id: string } }>;

export type Racing = BuiltDeal & Readonly<{ open: OpenStep }>;

/** A typical deal whose manager has just been asked; once approved it waits for the customer, so that nothing else goes on. */
export async function aDealInHand(world: World): Promise<Racing> {
  const deal = await aDeal(world.pool, { content: aTypicalPackage({ acceptance: 'customer_accepts' }) });
  await world.start(deal);
  const { phase } = await eventually(
    () => stateOf(world, deal),
    state => state.phase.status === 'approving' && state.phase.open !== null,
  );
  if (phase.status !== 'approving' || !phase.open) throw new Error('the step is not open');
  return { ...deal, open: phase.open };
}

export async function aReason(world: World): Promise<string> {
  const id = newId('note');
  await unitOfWork(world.pool, db => db.insert(note).values({ id, text: 'Слишком длинная отсрочка', authorType: 'user', authorId: people.manager.id, createdAt: '2026-11-24T04:00:00.000Z' }));
  return id;
}

export const eventsOf = async (world: World, deal: BuiltDeal): Promise<RecordedEvent[]> =>
  (await world.pool.query('select n, type, at, data, actor from deal_event where deal_id = $1 order by n', [deal.dealId])).rows;

/** One side of a race: what it asks for, as whom, and how long after the other it may start. */
export type Side = Readonly<{ name: MessageName; body: Record<string, unknown>; by: Readonly<{ id: string }>; afterMs: number }>;
export type Outcome = Readonly<{ answer: Answer } | { refused: string }>;

/** Both sides at once, each after its own moment. Real time is what is raced for, so it is waited for. */
export async function race(world: World, deal: BuiltDeal, sides: readonly [Side, Side]): Promise<readonly [Outcome, Outcome]> {
  const one = async ({ name, body, by, afterMs }: Side): Promise<Outcome> => {
    if (afterMs > 0) await pass(afterMs);
    try {
      return { answer: await world.command(deal, name, body, { actor: { type: 'user', id: by.id } }) };
    } catch (error) {
      const type = (error as { cause?: { type?: unknown } }).cause?.type;
      if (typeof type !== 'string') throw error;
      return { refused: type };
    }
  };
  return Promise.all([one(sides[0]), one(sides[1])]);
}

/** Numbers by chance for every race of a run, the same again for the same seed. */
export function chances(seed: number, most: number, count: number): readonly number[] {
  return fc.sample(fc.integer({ min: 0, max: most }), { seed, numRuns: count });
}

/** Works through deals in batches, so that one machine is not asked for all at once; answers what each came to. */
export async function inBatches<T>(count: number, of: number, one: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let first = 0; first < count; first += of) all.push(...(await Promise.all(Array.from({ length: Math.min(of, count - first) }, (_, index) => one(first + index)))));
  return all;
}

/** How often each thing came about, for the report of a run. */
export function tally(things: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([thing, count]) => `${count} ${thing}`)
    .join(', ');
}
