import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './data-folder.ts';
import { writeWhole } from './pid-file.ts';

/** Everything that workflow code is made of: its own room, the values it may import, and the SDK by the lock file. */
const sources = ['workflows', 'domain/money', 'domain/errors', 'package-lock.json'];

function filesUnder(place: string): string[] {
  const full = path.join(projectRoot, place);
  if (!existsSync(full)) return [];
  if (!place.includes('.'))
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name))
      .sort();
  return [full];
}

function contentHash(): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesUnder)) hash.update(path.relative(projectRoot, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * Bundles the workflows for the worker, once per content: the same sources answer the same file at once, else it takes 2 to 4 s.
 * Answers the path of the bundle.
 */
export async function bundleWorkflows({ outDir }: { outDir: string }): Promise<string> {
  const bundle = path.join(path.resolve(outDir), `workflows-${contentHash()}.cjs`);
  if (existsSync(bundle)) return bundle;
  mkdirSync(outDir, { recursive: true });
  // The worker package is heavy, and a start that finds its bundle can do without it.
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const quiet = () => {};
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(projectRoot, 'workflows', 'index.ts'),
    logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: message => console.error(message) },
  });
  writeWhole(bundle, code, 0o644);
  for (const name of readdirSync(outDir)) if (/^workflows-[0-9a-f]{16}\.cjs$/.test(name) && name !== path.basename(bundle)) rmSync(path.join(outDir, name), { force: true });
  return bundle;
}
