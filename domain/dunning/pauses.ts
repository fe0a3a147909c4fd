import { firstSlotFrom, type SendingTimes } from './slots.ts';

/** No letter leaves from `fromAt` up to, not including, `untilAt`. */
export type PauseInterval = Readonly<{ fromAt: string; untilAt: string; kind?: 'pause' | 'promise' | 'dispute' }>;

/** The pause that covers an instant, the one that ends last where several do, or null. */
export function pauseCovering(at: string, pauses: readonly PauseInterval[]): PauseInterval | null {
  const atMs = Date.parse(at);
  const covering = pauses.filter(pause => Date.parse(pause.fromAt) <= atMs && atMs < Date.parse(pause.untilAt));
  return covering.reduce<PauseInterval | null>((last, pause) => (last === null || Date.parse(pause.untilAt) > Date.parse(last.untilAt) ? pause : last), null);
}

/** The first sending instant at or after an instant that no pause covers. */
export function firstFreeSlotFrom(at: string, pauses: readonly PauseInterval[], times: SendingTimes): string {
  let slot = firstSlotFrom(at, times);
  for (let pause = pauseCovering(slot, pauses); pause !== null; pause = pauseCovering(slot, pauses)) slot = firstSlotFrom(pause.untilAt, times);
  return slot;
}
