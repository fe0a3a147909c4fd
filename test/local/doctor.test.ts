import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../local/data-folder.ts';
import { checkTemporal } from '../../local/doctor-servers.ts';
import { freePorts } from '../../local/free-ports.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { aCheckout } from './checkout.ts';
import { pretendProgram } from './pretend-program.ts';
import { run } from './program.ts';

describe('npm run doctor', { timeout: 60_000 }, () => {
  let folder: string, bin: string, chrome: string;
  beforeAll(async () => {
    folder = await makeTestFolder('doctor');
    bin = path.join(folder, 'bin');
    pretendProgram(bin, 'temporal', "echo 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)'");
    chrome = pretendProgram(bin, 'chrome', "echo 'Chromium 152.0.0.1'");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const doctor = async (env: Record<string, string> = {}, checkout = projectRoot) => {
    const program = run([path.join('local', 'doctor.mjs')], { checkout, env: { PATH: `${bin}${path.delimiter}${process.env.PATH}`, CHROMIUM_PATH: chrome, ...env } });
    const { code } = await program.ended;
    return { code, says: program.said() };
  };

  it('names every part of a machine that has all it needs', async () => {
    const { code, says } = await doctor();
    expect([code, says]).toEqual([0, expect.stringContaining('Nothing vital is missing: npm start')]);
    for (const part of ['Node', 'Time zones', 'npm packages', 'Postgres', 'Temporal', 'Browser', 'Fonts', 'Mail']) expect(says).toMatch(new RegExp(`✓ ${part}\\s`));
    expect(says).toMatch(/✓ Temporal\s+command line program 1\.9\.1, the temporal program on the PATH\n/);
    expect(says).toMatch(/✓ Browser\s+Chromium 152\.0\.0\.1 \(CHROMIUM_PATH\)\n/);
  });

  it('says that the browser is missing, why, what it means and how to get one', async () => {
    const { code, says } = await doctor({ CHROMIUM_PATH: '/nowhere/chrome' });
    expect(says).toMatch(/✗ Browser\s+CHROMIUM_PATH names \/nowhere\/chrome, and there is no program that may be run\.\n\s+Mend CHROMIUM_PATH.* deals go on; their PDFs wait\.\n/);
    expect([code, says]).toEqual([1, expect.stringContaining('Missing: Browser.')]);
  });

  it('gives the last words of a browser that does not run', async () => {
    const broken = pretendProgram(bin, 'broken', "echo 'error while loading shared libraries: libnss3.so' >&2; exit 127");
    expect((await doctor({ CHROMIUM_PATH: broken })).says).toContain(`✗ Browser       ${broken} does not run: error while loading shared libraries: libnss3.so`);
  });

  it('looks whether the servers that the person has named answer', async () => {
    const [port = 0] = await freePorts(1);
    const { code, says } = await doctor({ DATABASE_URL: `postgres://me:hush@127.0.0.1:${port}/q2c`, TEMPORAL_ADDRESS: `127.0.0.1:${port}`, SMTP_URL: 'mail.example.kz' });
    expect(says).toMatch(new RegExp(`✗ Postgres\\s+yours, by DATABASE_URL \\(127\\.0\\.0\\.1:${port}\\), does not answer\\.\n\\s+Start it, or mend DATABASE_URL`));
    expect(says).toMatch(new RegExp(`✗ Temporal\\s+yours, by TEMPORAL_ADDRESS \\(127\\.0\\.0\\.1:${port}\\), does not answer\\.`));
    expect(says).toMatch(/✗ Mail\s+SMTP_URL holds no address\./);
    expect(says).not.toContain('hush');
    expect([code, says]).toEqual([1, expect.stringContaining('Missing: Postgres, Temporal, Mail.')]);
  });

  it('says that packages are missing where there are none, and where some are', async () => {
    const checkout = aCheckout(folder),
      packages = path.join(checkout, 'node_modules');
    rmSync(packages);
    expect(await doctor({}, checkout)).toEqual({ code: 1, says: expect.stringMatching(/✗ npm packages {2}missing\. Run npm ci/) });
    mkdirSync(packages);
    const { code, says } = await doctor({}, checkout);
    expect(says).toMatch(/· npm packages\s+older than package-lock\.json\n\s+npm start brings them up to date; by hand: npm ci/);
    expect(says).toMatch(/✗ Fonts\s+the npm package @fontsource\/noto-sans is missing\.\n\s+Run npm ci\./);
    expect([code, says]).toEqual([1, expect.stringContaining('Missing: Postgres, Fonts.')]);
    expect(existsSync(path.join(checkout, '.data'))).toBe(false);
  });

  it.each([
    { way: 'a download', site: true, go: 'go1.20', verdict: 'good', says: 'the first start downloads the command line program v1.9.1' },
    { way: 'a build', site: false, go: 'go1.26.8', verdict: 'good', says: 'the first start builds the server from source: once, about 4 minutes' },
    { way: 'none', site: false, go: 'go1.20', verdict: 'missing', says: 'not here, its download site does not answer' },
  ])('tells of the way to a Temporal server that is not here: $way', async ({ way, site, go, verdict, says }) => {
    const PATH = path.join(folder, way);
    pretendProgram(PATH, 'go', `echo ${go}`);
    const [temporal, compiler] = await checkTemporal({ PATH, XDG_CACHE_HOME: path.join(folder, 'no cache') }, async () => site);
    expect(temporal).toMatchObject({ verdict, says: expect.stringContaining(says), ...(way === 'none' ? { remedy: expect.stringContaining('set TEMPORAL_ADDRESS') } : {}) });
    expect(compiler?.verdict).toBe(go === 'go1.26.8' ? 'good' : 'remark');
  });
});
