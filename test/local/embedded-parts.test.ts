import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usualPorts } from '../../local/addresses.ts';
import { bringMail, bringPostgres, bringTemporal, type Site } from '../../local/embedded-parts.ts';
import { PartRegister } from '../../local/part-register.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

const theirs = { DATABASE_URL: 'postgres://me:hush@db.example.kz/q2c', TEMPORAL_ADDRESS: 'temporal.example.kz:7233', SMTP_URL: 'smtp://mail.example.kz:587' };

describe('a part that the person has named', () => {
  let dir: string, parts: PartRegister;
  const log: string[] = [];
  beforeAll(async () => {
    dir = await makeTestFolder('theirs');
    parts = new PartRegister(path.join(dir, 'data'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const site = (env: NodeJS.ProcessEnv): Site => {
    const data = path.join(dir, 'data');
    const folder = { dir: data, postgresDir: path.join(data, 'postgres'), mailDir: path.join(data, 'mail'), secrets: { postgresPassword: 'p', linkKey: 'l', apiKey: 'k' } };
    return { env, folder, ports: usualPorts, parts, log: line => log.push(line) };
  };

  it('is used by its address, and none is started in its place', async () => {
    expect(await bringPostgres(site(theirs))).toBe(theirs.DATABASE_URL);
    expect(await bringTemporal(site(theirs))).toEqual({ address: theirs.TEMPORAL_ADDRESS, uiUrl: undefined });
    expect(await bringMail(site(theirs))).toEqual({ smtpUrl: theirs.SMTP_URL, dir: undefined });
    expect([parts.pids, log, existsSync(path.join(dir, 'data'))]).toEqual([{ start: process.pid }, [], false]);
    expect(readdirSync(dir)).toEqual(['owner.json']);
  });

  it('is shown by the Web UI that the person has named', async () => {
    expect(await bringTemporal(site({ ...theirs, TEMPORAL_UI_URL: 'https://temporal.example.kz' }))).toMatchObject({ uiUrl: 'https://temporal.example.kz' });
  });
});
