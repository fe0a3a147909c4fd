import { setTimeout as delay } from 'node:timers/promises';
import { type Drop, takeDropped } from './take-dropped.ts';

export type DropWatch = Readonly<{ stop: () => Promise<void> }>;

const pollMs = 5_000;
/** A folder or a database that is away is asked again, and its absence logged, less often. */
const afterErrorMs = 30_000;

/** Looks into the drop folder until it is stopped. Polled, not watched: a mailbox is often another machine's disk. */
export function watchDrop(drop: Drop, onError: (error: unknown) => void): DropWatch {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const waitMs = await takeDropped(drop, Date.now()).then(
        () => pollMs,
        error => {
          onError(error);
          return afterErrorMs;
        },
      );
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
