import { describe, expect, it } from 'vitest';
import { keepRunning } from '../../local/supervision.ts';

/** A part that ends when it is told to, and counts. */
function parts() {
  const all: { end: (how: string) => void; stopped: boolean }[] = [];
  const start = async () => {
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const part = {
      end: resolve,
      stopped: false,
      ended,
      stop: async () => {
        part.stopped = true;
        resolve('was stopped');
      },
    };
    all.push(part);
    return part;
  };
  return { all, start };
}

describe('a part that is kept running', () => {
  it('comes back after it has ended by itself', async () => {
    const { all, start } = parts(),
      lines: string[] = [],
      started: unknown[] = [];
    const kept = await keepRunning('Postgres', start, { log: line => lines.push(line), started: part => started.push(part) });
    all[0]?.end('was ended by SIGKILL');
    await expect.poll(() => started.length).toBe(2);
    expect(lines).toEqual(['Postgres was ended by SIGKILL; it is started again in 0.5 s.', 'Postgres runs again.']);
    await kept.stop();
    expect(all.map(({ stopped }) => stopped)).toEqual([true, true]);
  });

  it('fails to the caller where the very first start fails', async () => {
    await expect(
      keepRunning(
        'Postgres',
        async () => {
          throw new Error('no disk');
        },
        { log: () => {}, started: () => {} },
      ),
    ).rejects.toThrow('no disk');
  });

  it('is tried again where it does not come back at once', async () => {
    const { all, start } = parts(),
      lines: string[] = [];
    let starts = 0;
    const kept = await keepRunning(
      'Temporal',
      async () => {
        if (++starts === 2) throw new Error('port in use');
        return start();
      },
      { log: line => lines.push(line), started: () => {} },
    );
    all[0]?.end('ended with code 1');
    await expect.poll(() => all.length, { timeout: 10_000 }).toBe(2);
    expect(lines.join('\n')).toContain('Temporal could not be started again, next try in 1 s: port in use');
    await kept.stop();
  });

  it('does not come back once it was stopped, not even from a pause', async () => {
    const { all, start } = parts(),
      lines: string[] = [];
    const kept = await keepRunning('The worker', start, { log: line => lines.push(line), started: () => {} });
    all[0]?.end('ended with code 1');
    await expect.poll(() => lines.length).toBe(1);
    await kept.stop();
    expect(all).toHaveLength(1);
  });
});
