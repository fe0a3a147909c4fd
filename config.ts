import { z } from 'zod';

/** The queues a worker can serve (HOUSE.md, "Growing past one machine"). */
export const workerQueues = ['deals', 'documents', 'letters', 'bank'] as const;
export type WorkerQueue = (typeof workerQueues)[number];

const loopbackHosts = ['127.0.0.1', 'localhost', '::1'];

const onOff = z.enum(['on', 'off'], 'expected on or off').transform(value => value === 'on');
const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `expected a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine(n => n >= from && n <= to, `expected a whole number from ${from} to ${to}`);
const webAddress = (expected: string) => z.url({ protocol: /^https?$/, error: `expected ${expected}` }).transform(address => address.replace(/\/+$/, ''));
const commaList = (text: string) =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean);

const linkKeyExpected = 'expected at least 32 bytes in hex or base64, for example from: openssl rand -hex 32';
const linkKey = z.string(linkKeyExpected).transform((text, context): Buffer => {
  const hex = /^([0-9a-f]{2})+$/i.test(text),
    base64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  const key = hex ? Buffer.from(text, 'hex') : base64 ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (key.length < 32) context.addIssue(linkKeyExpected);
  return key;
});

const queues = z.string().transform((text, context): WorkerQueue[] => {
  const named = commaList(text),
    known = workerQueues.filter(queue => named.includes(queue));
  if (known.length === 0 || known.length !== new Set(named).size) context.addIssue(`expected some of ${workerQueues.join(', ')}, separated by commas`);
  return known;
});

const proxyAddress = /^(loopback|linklocal|uniquelocal|[0-9a-f.:]+(\/\d{1,3})?)$/i;
const trustedProxies = z.string().transform((text, context): false | string[] => {
  if (text === 'off') return false;
  const proxies = commaList(text);
  if (proxies.length === 0 || !proxies.every(proxy => proxyAddress.test(proxy))) context.addIssue('expected off, or the addresses or networks of your proxies, separated by commas');
  return proxies;
});

/** Every variable the programs read, with what it must look like. An empty value counts as absent. */
export const variables = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'expected an address such as postgres://user:password@host:5432/q2c' }),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(10),
  TEMPORAL_ADDRESS: z.string('expected host:port, such as 127.0.0.1:7233').regex(/^[^\s/:]+:\d{1,5}$/, 'expected host:port, such as 127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a name of letters, digits, dots and hyphens')
    .default('q2c'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: onOff.optional(),
  TEMPORAL_UI_URL: webAddress('the address of the Temporal Web UI, such as http://localhost:8233').optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'expected an address such as smtp://user:password@mail.example.kz:587' }),
  MAIL_FROM: z.string('expected the sender of letters, such as "Demo LLP <billing@example.kz>"').regex(/^[^\r\n]*@[^\s@]+$/, 'expected the sender of letters, such as "Demo LLP <billing@example.kz>"'),
  BOUNCE_DROP: z.string().optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{1,20}:[A-Za-z0-9_-]{20,100}$/, 'expected the token that BotFather gave the bot: a number, a colon, and letters and digits')
    .optional(),
  TELEGRAM_API: webAddress('the address of a Bot API server, such as https://api.telegram.org').default('https://api.telegram.org'),
  HOST: z.string().regex(/^\S+$/, 'expected the address to listen on, such as 127.0.0.1').default('127.0.0.1'),
  PORT: wholeNumber(1, 65535).default(3000),
  WORKER_PORT: wholeNumber(1, 65535).default(3001),
  PUBLIC_URL: webAddress('the address people reach the server at, such as https://q2c.example.kz').optional(),
  LINK_KEY: linkKey,
  FAST_FORWARD: onOff.default(false),
  SIGNAL_DECISIONS: onOff.default(false),
  DEMO: onOff.default(false),
  INBOX_DIR: z.string().optional(),
  CHROMIUM_PATH: z.string().optional(),
  WORKFLOW_BUNDLE: z.string().optional(),
  WORKER_QUEUES: queues.default([...workerQueues]),
  TRUST_PROXY: trustedProxies.default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'expected fatal, error, warn, info, debug, trace or silent').default('info'),
});

/** What stands open without a sign-in is for this machine alone. */
const openToAll = (host: string, danger: string) => `is refused where HOST is ${host}: ${danger}; leave HOST at 127.0.0.1, or leave this out`;

const configuration = variables.transform((env, context) => {
  const atHome = loopbackHosts.includes(env.HOST);
  if (!atHome && env.PUBLIC_URL === undefined) context.addIssue({ code: 'custom', path: ['PUBLIC_URL'], message: `is required where HOST is ${env.HOST}: letters carry links to it` });
  if (!atHome && env.DEMO) context.addIssue({ code: 'custom', path: ['DEMO'], message: openToAll(env.HOST, 'in the demo anybody who reaches the server could enter as any person') });
  if (!atHome && env.INBOX_DIR !== undefined)
    context.addIssue({ code: 'custom', path: ['INBOX_DIR'], message: openToAll(env.HOST, 'the inbox shows every caught letter, sign-in links among them, to anybody who reaches the server') });
  return {
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    temporalAddress: env.TEMPORAL_ADDRESS,
    temporalNamespace: env.TEMPORAL_NAMESPACE,
    temporalApiKey: env.TEMPORAL_API_KEY,
    // An API key never travels in the clear unless that is asked for in so many words.
    temporalTls: env.TEMPORAL_TLS ?? env.TEMPORAL_API_KEY !== undefined,
    temporalUiUrl: env.TEMPORAL_UI_URL,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    bounceDrop: env.BOUNCE_DROP ?? null,
    telegram: env.TELEGRAM_BOT_TOKEN === undefined ? null : { token: env.TELEGRAM_BOT_TOKEN, apiUrl: env.TELEGRAM_API },
    host: env.HOST,
    port: env.PORT,
    workerPort: env.WORKER_PORT,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    linkKey: env.LINK_KEY,
    fastForward: env.FAST_FORWARD,
    signalDecisions: env.SIGNAL_DECISIONS,
    demo: env.DEMO,
    inboxDir: env.INBOX_DIR,
    chromiumPath: env.CHROMIUM_PATH,
    workflowBundle: env.WORKFLOW_BUNDLE,
    workerQueues: env.WORKER_QUEUES,
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
  };
});

/** What the programs run with; made by `loadConfig` only. */
export type Config = Readonly<z.output<typeof configuration>>;

/**
 * Reads the variables above from an environment given by the caller.
 * @throws Error that names each variable that is missing or wrong and what is expected of it; a wrong value is never printed, it may be a secret.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = configuration.safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(issue => {
    const name = String(issue.path[0]);
    return `  ${name}${present[name] === undefined && !issue.message.startsWith('is required') ? ' is missing:' : ''} ${issue.message}`;
  });
  throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
}
