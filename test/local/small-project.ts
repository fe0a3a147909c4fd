import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../local/data-folder.ts';
import { pretendProgram } from './pretend-program.ts';

/** The name under which npm brings the pinned Node for this machine. */
const nodePackage = `node-${process.platform}-${process.arch}`;

/** Tells what it runs on and with; `stay` waits to be told to stop, and takes its time over it. */
const program = `
const [how, ...rest] = process.argv.slice(2);
console.log(JSON.stringify({ pinned: process.env.PINNED_NODE ?? null, how, rest, cwd: process.cwd() }));
if (how === 'fail') process.exit(7);
if (how === 'stay') {
  const stop = why => {
    console.log('told by ' + why);
    setTimeout(() => {
      console.log('stopped in order');
      process.exit(0);
    }, 50);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
  process.on('disconnect', () => stop('disconnect'));
  setInterval(() => {}, 1e6);
}`;

/**
 * A project with the real hand-over and one small program, in a folder with a blank in its name. Its one package, which `npm ci` finds
 * beside it, is the pinned Node: a script that says so and goes on with this very Node.
 */
export function aSmallProject(folder: string, { withNode = true } = {}): string {
  const root = path.join(folder, 'a small project');
  mkdirSync(path.join(root, 'local'), { recursive: true });
  cpSync(path.join(projectRoot, 'local', 'hand-over.mjs'), path.join(root, 'local', 'hand-over.mjs'));
  writeFileSync(path.join(root, 'local', 'start.mjs'), "import { ensurePackages, runOnPinnedNode } from './hand-over.mjs';\nensurePackages();\nawait runOnPinnedNode('local/program.mjs');\n");
  writeFileSync(path.join(root, 'local', 'program.mjs'), program);
  writeFileSync(path.join(root, 'local', 'older.cjs'), "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });\n");
  const name = withNode ? nodePackage : 'something-else';
  writePackage(path.join(root, 'brought'), { name, version: '24.21.0' });
  pretendProgram(path.join(root, 'brought', 'bin'), 'node', `PINNED_NODE=yes exec '${process.execPath}' "$@"`);
  const about = { name: 'small', version: '1.0.0', dependencies: { [name]: 'file:brought' } };
  writePackage(root, about);
  const packages = { '': about, brought: { name, version: '24.21.0' }, [`node_modules/${name}`]: { resolved: 'brought', link: true } };
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ ...about, lockfileVersion: 3, requires: true, packages }));
  chmodSync(root, 0o755);
  return root;
}

function writePackage(folder: string, content: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(content));
}
