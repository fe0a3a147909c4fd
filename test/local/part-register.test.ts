import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PartRegister } from '../../local/part-register.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

describe('stopping the stack', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await makeTestFolder('register');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('ends server, worker, mail, Temporal and Postgres in this order, however they came up', async () => {
    const register = new PartRegister(dir),
      ended: string[] = [];
    const names = ['mail', 'postgres', 'server', 'temporal', 'worker'] as const;
    for (const name of names)
      await register.comeUp(name, async () => ({
        stop: async () => {
          ended.push(name);
        },
      }));
    await register.stopAll(() => {});
    expect(ended).toEqual(['server', 'worker', 'mail', 'temporal', 'postgres']);
  });

  it('goes on to the next part where one does not stop cleanly', async () => {
    const register = new PartRegister(dir),
      ended: string[] = [],
      lines: string[] = [];
    await register.comeUp('postgres', async () => ({
      stop: async () => {
        ended.push('postgres');
      },
    }));
    await register.comeUp('server', async () => ({
      stop: async () => {
        throw new Error('stuck');
      },
    }));
    await register.stopAll(line => lines.push(line));
    expect([ended, lines]).toEqual([['postgres'], ['stuck']]);
  });

  it('ends a part that was still coming up, and lets no other come up', async () => {
    const register = new PartRegister(dir),
      up = Promise.withResolvers<void>();
    let ended = false;
    const coming = register.comeUp('temporal', async () => {
      await up.promise;
      return {
        stop: async () => {
          ended = true;
        },
      };
    });
    const refused = expect(coming).rejects.toThrow('Stopped before all was ready');
    const stopping = register.stopAll(() => {});
    up.resolve();
    await Promise.all([refused, stopping]);
    expect(ended).toBe(true);
    await expect(
      register.comeUp('server', async () => {
        throw new Error('was started');
      }),
    ).rejects.toThrow('Stopped before all was ready');
  });
});
