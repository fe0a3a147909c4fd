import { firstSlotFrom, type SendingTimes } from './slots.ts';

/** What keeps letters back; `payment_claim`: they rest after the customer has said that it has paid. */
export type SilenceKind = 'pause' | 'promise' | 'dispute' | 'payment_claim';

/** No letter leaves from `fromAt` up to, not including, `untilAt`. */
export type PauseInterval = Readonly<{ fromAt: string; untilAt: string; kind?: SilenceKind }>;

/** The pause that covers an instant, the one that ends last where several do, or null. */
export function pauseCovering(at: string, pauses: readonly PauseInterval[]): PauseInterval | null {
  const atMs = Date.parse(at);
  const covering = pauses.filter(pause => Date.parse(pause.fromAt) <= atMs && atMs < Date.parse(pause.untilAt));
  return covering.reduce<PauseInterval | null>((last, pause) => (last === null || Date.parse(pause.untilAt) > Date.parse(last.untilAt) ? pause : last), null);
}

/** The first sending instant at or after an instant that no pause covers. */
export function firstFreeSlotFrom(at: string, pauses: readonly PauseInterval[], times: SendingTimes): string {
  return freeSlotFrom(at, pauses, times).at;
}

/** The same, and what covers the first instant that would have been one; null where nothing is waited for. */
export function freeSlotFrom(at: string, pauses: readonly PauseInterval[], times: SendingTimes): Readonly<{ at: string; waitsFor: SilenceKind | null }> {
  let slot = firstSlotFrom(at, times);
  const first = pauseCovering(slot, pauses);
  for (let pause = first; pause !== null; pause = pauseCovering(slot, pauses)) slot = firstSlotFrom(pause.untilAt, times);
  return { at: slot, waitsFor: first && (first.kind ?? 'pause') };
}
