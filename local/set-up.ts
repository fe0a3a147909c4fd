// Puts a company's file in force in the database of DATABASE_URL: npm run set-up -- company.json (docs/set-up.md).
import { readFileSync } from 'node:fs';
import { variables } from '../config.ts';
import { readCompanyFile } from '../db/company/company-file.ts';
import { setUpCompany } from '../db/company/set-up-company.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';

const [path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.length > 0) {
  console.error('Which file? For example: npm run set-up -- examples/company.json');
  process.exit(2);
}

try {
  const file = readCompanyFile(JSON.parse(readFileSync(path, 'utf8')));
  const databaseUrl = variables.shape.DATABASE_URL.safeParse(process.env.DATABASE_URL);
  if (!databaseUrl.success) throw new Error('DATABASE_URL: expected an address such as postgres://user:password@host:5432/q2c');
  await migrate(databaseUrl.data);
  const pool = createPool(databaseUrl.data, 1);
  try {
    const { changed, warnings } = await setUpCompany(pool, file, new Date().toISOString());
    for (const line of changed) console.log(`  ✓ ${line}`);
    for (const warning of warnings) console.log(`  Please check: ${warning}`);
    console.log(changed.length > 0 ? `  ${file.company.name} is set up.` : `  ${file.company.name}: nothing has changed.`);
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(`Nothing was changed. ${(error as Error).message}`);
  process.exitCode = 1;
}
