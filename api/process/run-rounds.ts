import { setTimeout as delay } from 'node:timers/promises';

export type Rounds = Readonly<{ stop: () => Promise<void> }>;

/** Does `work` at once and then again after each pause, until it is stopped or says that it is done for good. A round that fails is told, and the next one comes all the same. */
export function runRounds(work: () => Promise<unknown>, { everyMs, onError }: { everyMs: number; onError: (error: unknown) => void }): Rounds {
  const over = new AbortController();
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const isDone = await oneRound(work, onError);
      if (isDone) return;
      await delay(everyMs, undefined, { signal: over.signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      over.abort();
      await running;
    },
  };
}

async function oneRound(work: () => Promise<unknown>, onError: (error: unknown) => void): Promise<boolean> {
  try {
    return (await work()) === 'done';
  } catch (error) {
    onError(error);
    return false;
  }
}
