import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../data-folder.ts';
import { type Breach, type ProjectFile, showBreach } from './breach.ts';
import { checkTestReach, type TestProject } from './check-test-reach.ts';
import { judgeFile } from './judge-file.ts';

/** `npm run laws`: the laws of the house over every file that git knows or would take in. Exit code 1 where one is broken. */

const legible = /\.(ts|mts|mjs|js|json|md|ya?ml|sql|hbs|sh|css)$|^\.ci\//;
const installedLock = 'node_modules/.package-lock.json';

const paths = listFiles();
const breaches: Breach[] = [
  ...[...paths.filter(file => legible.test(file)), ...(existsSync(path.join(projectRoot, installedLock)) ? [installedLock] : [])].map(readProjectFile).flatMap(judgeFile),
  ...checkTestReach(paths, await testProjects()),
];
for (const breach of breaches) console.error(showBreach(breach));
console.log(`laws: ${paths.length} files, ${breaches.length} broken`);
process.exitCode = breaches.length > 0 ? 1 : 0;

function listFiles(): string[] {
  const known = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: projectRoot, encoding: 'utf8', maxBuffer: 1 << 26 });
  return known.split('\0').filter(file => file !== '' && statSync(path.join(projectRoot, file), { throwIfNoEntry: false })?.isFile());
}

function readProjectFile(file: string): ProjectFile {
  return { path: file, text: readFileSync(path.join(projectRoot, file), 'utf8') };
}

async function testProjects(): Promise<TestProject[]> {
  const { default: config, soak, soakAlone } = await import('../../vitest.config.ts');
  const everyday = (config as { test?: { projects?: readonly { test?: Partial<TestProject> }[] } }).test?.projects ?? [];
  return [...everyday, soak, soakAlone].map(({ test }) => ({ include: test?.include ?? [], exclude: test?.exclude ?? [] }));
}
