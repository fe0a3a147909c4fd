import path from 'node:path';
import { projectRoot } from './data-folder.ts';
import { type ManagedProcess, startProcess, waitUntilReady } from './managed-process.ts';

export type OwnProgram = { readonly name: 'server' | 'worker'; readonly dataDir: string; readonly env: NodeJS.ProcessEnv; readonly readyUrl: string };

/** Starts server.ts or worker.ts on this Node and waits until it says that it is ready. */
export async function startOwnProgram({ name, dataDir, env, readyUrl }: OwnProgram): Promise<ManagedProcess> {
  const running = await startProcess({ name, command: process.execPath, args: [path.join(projectRoot, `${name}.ts`)], env, dataDir, cwd: projectRoot, manners: { patienceMs: 45_000 } });
  const ready = async () => (await fetch(readyUrl, { signal: AbortSignal.timeout(5_000) })).ok;
  try {
    await waitUntilReady({ name: `The ${name}`, process: running, ready, withinMs: 60_000 });
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}
