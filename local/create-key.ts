import { parseArgs } from 'node:util';
import { createApiKey } from '../db/keys/api-keys.ts';
import { scopes } from '../db/keys/scopes.ts';
import { createPool } from '../db/pool.ts';
import { unitOfWork } from '../db/unit-of-work.ts';

// `npm run key -- --name Bitrix24 --scope deals:write --scope deals:read`: makes an API key and prints its secret once.
const { values } = parseArgs({ options: { name: { type: 'string' }, scope: { type: 'string', multiple: true }, all: { type: 'boolean' } } });
const known: readonly string[] = scopes;
const wanted = values.all ? known : (values.scope ?? []);
const wrong = wanted.filter(scope => !known.includes(scope));
const { DATABASE_URL: databaseUrl } = process.env;
if (!values.name || wanted.length === 0 || wrong.length > 0 || !databaseUrl) {
  console.error(
    `Use: DATABASE_URL=postgres://… npm run key -- --name Bitrix24 --scope deals:write … (or --all)\nScopes: ${scopes.join(' ')}${wrong.length > 0 ? `\nUnknown: ${wrong.join(' ')}` : ''}`,
  );
  process.exit(2);
}
const { name } = values;
const pool = createPool(databaseUrl, 1);
try {
  const { row, secret } = await unitOfWork(pool, db => createApiKey(db, { name, scopes: wanted }, { actor: { type: 'system', id: 'command-line' }, now: new Date().toISOString() }));
  console.error(`Key ${row.id} for ${row.name}: ${row.scopes.join(' ')}. It is shown this once:`);
  console.log(secret);
} finally {
  await pool.end();
}
