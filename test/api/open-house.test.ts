import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';

describe('what stands open without a sign-in', () => {
  const complete = {
    ...{ DATABASE_URL: 'postgres://q2c@db.example.kz/q2c', TEMPORAL_ADDRESS: 'temporal.example.kz:7233', SMTP_URL: 'smtp://mail.example.kz', MAIL_FROM: 'billing@example.kz' },
    ...{ LINK_KEY: 'ab'.repeat(32), PUBLIC_URL: 'https://q2c.example.kz' },
  };
  const load = (change: Record<string, string>) => () => loadConfig({ ...complete, ...change });

  it('is refused on a server that others can reach, and says why', () => {
    expect(load({ HOST: '0.0.0.0', DEMO: 'on' })).toThrow(/DEMO is refused where HOST is 0\.0\.0\.0: .*enter as any person/);
    expect(load({ HOST: '192.168.1.5', INBOX_DIR: 'inbox' })).toThrow(/INBOX_DIR is refused where HOST is 192\.168\.1\.5: the inbox shows every caught letter/);
  });

  it('is allowed on this machine alone, and a server without it anywhere', () => {
    for (const HOST of ['127.0.0.1', 'localhost', '::1']) expect(load({ HOST, DEMO: 'on', INBOX_DIR: 'inbox' })()).toMatchObject({ demo: true, inboxDir: 'inbox' });
    expect(load({ HOST: '0.0.0.0', DEMO: 'off' })()).toMatchObject({ demo: false, host: '0.0.0.0' });
  });
});
