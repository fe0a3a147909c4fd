import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';

const complete = {
  DATABASE_URL: 'postgres://q2c:secret@db.example.kz:5432/q2c',
  TEMPORAL_ADDRESS: 'temporal.example.kz:7233',
  SMTP_URL: 'smtp://mail.example.kz:587',
  MAIL_FROM: '"ТОО «Ромашка»" <billing@example.kz>',
  LINK_KEY: 'ab'.repeat(32),
};
const refusal = (env: Record<string, string>) => {
  try {
    loadConfig(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the configuration', () => {
  it('listens on loopback only and switches everything risky off unless told otherwise', () => {
    const config = loadConfig(complete);
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      workerPort: 3001,
      publicUrl: 'http://localhost:3000',
      fastForward: false,
      signalDecisions: false,
      demo: false,
      trustProxy: false,
      temporalNamespace: 'q2c',
    });
    expect(config.workerQueues).toEqual(['deals', 'documents', 'letters', 'bank']);
    expect(config.linkKey).toHaveLength(32);
  });

  it('names every missing variable at once, each with what is expected', () => {
    const said = refusal({});
    for (const name of Object.keys(complete)) expect(said).toMatch(new RegExp(`${name} is missing: expected .+`));
  });

  it.each([
    ['DATABASE_URL', 'mysql://h/x', 'postgres://'],
    ['TEMPORAL_ADDRESS', 'http://localhost:7233', 'host:port'],
    ['SMTP_URL', 'mail.example.kz', 'smtp://'],
    ['MAIL_FROM', 'nobody', 'sender'],
    ['PORT', '70000', '1 to 65535'],
    ['WORKER_PORT', '-1', '1 to 65535'],
    ['DATABASE_POOL_SIZE', '0', '1 to 200'],
    ['LINK_KEY', 'short', '32 bytes'],
    ['LINK_KEY', 'ab'.repeat(31), '32 bytes'],
    ['FAST_FORWARD', 'yes', 'on or off'],
    ['SIGNAL_DECISIONS', 'true', 'on or off'],
    ['DEMO', '1', 'on or off'],
    ['WORKER_QUEUES', 'deals,faxes', 'deals, documents'],
    ['WORKER_QUEUES', ',', 'deals, documents'],
    ['TRUST_PROXY', 'everyone', 'off, or'],
    ['LOG_LEVEL', 'loud', 'fatal, error'],
    ['PUBLIC_URL', 'ftp://x.kz', 'https://'],
    ['TEMPORAL_UI_URL', 'somewhere', 'Web UI'],
    ['TEMPORAL_NAMESPACE', 'a b', 'a name of'],
    ['TELEGRAM_BOT_TOKEN', 'my-bot', 'BotFather'],
    ['TELEGRAM_API', 'telegram', 'Bot API server'],
  ])('refuses %s=%s and says what is expected', (name, value, expected) => {
    const said = refusal({ ...complete, [name]: value });
    expect(said).toContain(`${name} expected`);
    expect(said).toContain(expected);
  });

  it('never prints a value, which may be a secret', () => {
    expect(refusal({ ...complete, LINK_KEY: 'tell-nobody', DATABASE_URL: 'mysql://me:hush@h/x', TELEGRAM_BOT_TOKEN: '1:psst' })).not.toMatch(/tell-nobody|hush|psst/);
  });

  it('takes an empty variable as an absent one', () => {
    expect(loadConfig({ ...complete, PORT: '', PUBLIC_URL: '' }).port).toBe(3000);
  });

  it('takes a key in hex and in base64', () => {
    expect(loadConfig({ ...complete, LINK_KEY: Buffer.alloc(32, 7).toString('base64') }).linkKey).toEqual(Buffer.alloc(32, 7));
    expect(loadConfig({ ...complete, LINK_KEY: Buffer.alloc(48, 7).toString('hex') }).linkKey).toEqual(Buffer.alloc(48, 7));
  });

  it('asks for the public address where the server is open to others', () => {
    expect(refusal({ ...complete, HOST: '0.0.0.0' })).toContain('PUBLIC_URL is required');
    expect(loadConfig({ ...complete, HOST: '0.0.0.0', PUBLIC_URL: 'https://q2c.example.kz/' }).publicUrl).toBe('https://q2c.example.kz');
  });

  it('encrypts the way to Temporal where an API key is set, unless that is switched off', () => {
    expect(loadConfig({ ...complete, TEMPORAL_API_KEY: 'k' }).temporalTls).toBe(true);
    expect(loadConfig({ ...complete, TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'off' }).temporalTls).toBe(false);
    expect(loadConfig(complete).temporalTls).toBe(false);
  });

  it('tells nobody by Telegram without a bot, and speaks to Telegram itself unless a server of one’s own is named', () => {
    const token = `123456:${'A'.repeat(35)}`;
    expect(loadConfig({ ...complete, TELEGRAM_API: 'http://bots.example.kz:8081/' }).telegram).toBeNull();
    expect(loadConfig({ ...complete, TELEGRAM_BOT_TOKEN: token }).telegram).toEqual({ token, apiUrl: 'https://api.telegram.org' });
    expect(loadConfig({ ...complete, TELEGRAM_BOT_TOKEN: token, TELEGRAM_API: 'http://bots.example.kz:8081/' }).telegram).toEqual({ token, apiUrl: 'http://bots.example.kz:8081' });
  });

  it('trusts only the proxies named', () => {
    expect(loadConfig({ ...complete, TRUST_PROXY: '10.0.0.0/8, loopback' }).trustProxy).toEqual(['10.0.0.0/8', 'loopback']);
  });
});
