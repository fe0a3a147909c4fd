import { setTimeout as pause } from 'node:timers/promises';

export type Part = { readonly ended: Promise<string>; stop(): Promise<void> };
export type Watch<P> = { readonly log: (line: string) => void; readonly started: (part: P) => void };

const longestPauseMs = 30_000,
  steadyMs = 10_000;

/**
 * Keeps a part running: where it ends by itself it is started again, at once after a steady run, else after growing pauses.
 * A first start that fails is the caller's to handle.
 */
export async function keepRunning<P extends Part>(name: string, start: () => Promise<P>, watch: Watch<P>): Promise<{ stop(): Promise<void> }> {
  const quit = new AbortController();
  let pauseMs = 0;
  const lengthenPause = () => {
    pauseMs = Math.min(longestPauseMs, pauseMs * 2 || 500);
  };

  const startAgain = async (): Promise<P | undefined> => {
    for (;;) {
      await pause(pauseMs, undefined, { signal: quit.signal }).catch(() => {});
      if (quit.signal.aborted) return undefined;
      try {
        const part = await start();
        watch.started(part);
        watch.log(`${name} runs again.`);
        return part;
      } catch (error) {
        if (quit.signal.aborted) return undefined;
        lengthenPause();
        watch.log(`${name} could not be started again, next try in ${pauseMs / 1000} s: ${(error as Error).message}`);
      }
    }
  };

  let part: P | undefined = await start();
  watch.started(part);
  const supervise = async () => {
    while (part && !quit.signal.aborted) {
      const began = performance.now(),
        how = await part.ended;
      if (quit.signal.aborted) break;
      if (performance.now() - began > steadyMs) pauseMs = 0;
      else lengthenPause();
      watch.log(`${name} ${how}; it is started again${pauseMs ? ` in ${pauseMs / 1000} s` : ''}.`);
      await part.stop();
      part = await startAgain();
    }
    await part?.stop();
  };
  const watching = supervise();
  return {
    stop: async () => {
      quit.abort();
      await part?.stop();
      await watching;
    },
  };
}
