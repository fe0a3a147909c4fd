import { setTimeout as pause } from 'node:timers/promises';
import { endLeftovers } from './data-folder.ts';

const stragglerMs = 10_000,
  stoppedEarly = 'Stopped before all was ready.';

/** In which order parts depend on one another; they are stopped the other way round. */
export const ranks = { postgres: 1, temporal: 2, mail: 3, worker: 4, server: 5 } as const;

/** The parts that run or are coming up, so that a stop at any moment, in the middle of a start included, leaves nothing behind. */
export class PartRegister {
  readonly #dataDir: string;
  readonly #parts: { rank: number; stop(): Promise<void> }[] = [];
  readonly #comingUp = new Set<Promise<unknown>>();
  readonly #pids: Record<string, number> = { start: process.pid };
  #stopping = false;
  /** Told whenever a process takes the place of another. */
  onPids: (pids: Readonly<Record<string, number>>) => void = () => {};

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** The process id of every part, by its name in the start file. */
  get pids(): Readonly<Record<string, number>> {
    return { ...this.#pids };
  }

  notePid(name: string, pid: number): void {
    this.#pids[name] = pid;
    if (!this.#stopping) this.onPids(this.pids);
  }

  /** Has a part come up and notes it for the stop; where the stop has already begun the part is ended at once. */
  async comeUp<P extends { stop(): Promise<void> }>(part: keyof typeof ranks, start: () => Promise<P>): Promise<P> {
    const coming = (async () => {
      if (this.#stopping) throw new Error(stoppedEarly);
      const up = await start();
      if (!this.#stopping) this.#parts.push({ rank: ranks[part], stop: () => up.stop() });
      else {
        await up.stop();
        throw new Error(stoppedEarly);
      }
      return up;
    })();
    this.#comingUp.add(coming);
    try {
      return await coming;
    } finally {
      this.#comingUp.delete(coming);
    }
  }

  /** Ends every part, what depends on others first; then whatever was just coming up. */
  async stopAll(log: (line: string) => void): Promise<void> {
    this.#stopping = true;
    for (const part of this.#parts.sort((a, b) => b.rank - a.rank).splice(0)) await part.stop().catch((error: Error) => log(error.message));
    await Promise.race([Promise.allSettled(this.#comingUp), pause(stragglerMs, undefined, { ref: false })]);
    await endLeftovers(this.#dataDir);
  }
}
