import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder } from '../setup/test-folder.ts';
import { type Program, run } from './program.ts';
import { aSmallProject } from './small-project.ts';

const installing = 'Installing the npm packages (npm ci)';

describe('the entry before the packages and the pinned Node are there', { timeout: 60_000 }, () => {
  let folder: string, root: string;
  const running: Program[] = [];
  beforeEach(async () => {
    folder = await makeTestFolder('hand over');
    root = aSmallProject(folder);
  });
  afterEach(async () => {
    for (const program of running.splice(0)) program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts the entry on a Node that says it is 20, which hands over, or on this one, which need not. */
  const entry = (node: 'node 20' | 'node 24', ...args: string[]) => {
    const program = run([...(node === 'node 20' ? ['--require', path.join(root, 'local', 'older.cjs')] : []), path.join(root, 'local', 'start.mjs'), ...args], { checkout: folder });
    running.push(program);
    return program;
  };
  const told = async (program: Program) => ({ ...(await program.ended), says: program.said() });
  const said = (program: Program, words: string) => expect.poll(() => program.said(), { timeout: 30_000 }).toContain(words);

  it('installs what is missing, hands over with all arguments, and installs no second time', async () => {
    const first = await told(entry('node 20', 'look', 'with a blank', '--json'));
    expect(first).toEqual({ code: 0, signal: null, says: expect.stringContaining(installing) });
    expect(first.says).toContain(JSON.stringify({ pinned: 'yes', how: 'look', rest: ['with a blank', '--json'], cwd: folder }));
    const second = await told(entry('node 20', 'look'));
    expect([second.code, second.says.includes(installing), second.says.includes('"pinned":"yes"')]).toEqual([0, false, true]);
  });

  it('installs again when package-lock.json has changed', async () => {
    await told(entry('node 20', 'look'));
    const lock = path.join(root, 'package-lock.json');
    writeFileSync(lock, `${readFileSync(lock, 'utf8')}\n`);
    expect((await told(entry('node 20', 'look'))).says).toContain(installing);
    expect((await told(entry('node 20', 'look'))).says).not.toContain(installing);
  });

  it('starts nothing where npm ci does not succeed, and says so', async () => {
    writeFileSync(path.join(root, 'package-lock.json'), '{}');
    const { code, says } = await told(entry('node 20', 'look'));
    expect([code, says]).toEqual([1, expect.stringContaining('npm ci did not succeed; its message is above. Nothing was started.')]);
    expect(says).not.toContain('"how"');
  });

  it('empties no folder that node_modules only points to', async () => {
    mkdirSync(path.join(folder, 'of another checkout', 'kept'), { recursive: true });
    symlinkSync(path.join(folder, 'of another checkout'), path.join(root, 'node_modules'));
    const { code, says } = await told(entry('node 20', 'look'));
    expect([code, says]).toEqual([1, expect.stringContaining('node_modules is a link to another folder')]);
    expect(existsSync(path.join(folder, 'of another checkout', 'kept'))).toBe(true);
  });

  it('stays on a Node that fits', async () => {
    expect((await told(entry('node 24', 'look'))).says).toContain('"pinned":null');
  });

  it('says where to get a Node where npm has none for this machine', async () => {
    rmSync(root, { recursive: true });
    root = aSmallProject(folder, { withNode: false });
    const { code, says } = await told(entry('node 20', 'look'));
    expect([code, says]).toEqual([1, expect.stringMatching(/Node 24\.12 or newer is needed.*npm has no Node 24 for .*Install it from https:\/\/nodejs\.org/)]);
  });

  it('ends with the exit code of the program', async () => {
    expect(await told(entry('node 20', 'fail'))).toMatchObject({ code: 7, signal: null });
    expect(await told(entry('node 24', 'fail'))).toMatchObject({ code: 7, signal: null });
  });

  it('passes a signal on and waits until the program has stopped in order', async () => {
    const program = entry('node 20', 'stay');
    await said(program, '"how":"stay"');
    program.kill('SIGINT');
    expect(await told(program)).toEqual({ code: 0, signal: null, says: expect.stringMatching(/told by SIGINT\nstopped in order\n$/) });
  });

  it('has the program stop in order although it was killed itself', async () => {
    const program = entry('node 20', 'stay');
    await said(program, '"how":"stay"');
    program.kill('SIGKILL');
    await said(program, 'told by disconnect\nstopped in order');
    expect(await program.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });
});
