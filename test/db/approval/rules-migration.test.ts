import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { freshDatabase } from '../../setup/stack.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'db', 'migrations');

it('versions of the table from before they had rules take over those of the company’s policy in force, and the first one is the set-up’s', async () => {
  const database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('drop table change; drop trigger approval_policy_is_append_only on approval_policy; alter table approval_policy drop column rules, drop column changed_by');
    const policy = (linkSeconds: number) => ({ slaMinutes: { manager: 240, lawyer: 960, cfo: 480, director: 480 }, roundWorkingDays: 15, undo: { linkSeconds, apiKeySeconds: 0 } });
    await client.query("insert into company_policy (version, data, created_at) values (1, $1, '2026-01-05'), (2, $2, '2026-02-05')", [policy(60), policy(5)]);
    await client.query("insert into approval_policy (version, rows, created_at) values (1, '[]', '2026-01-05'), (2, '[]', '2026-02-05')");
    const file = readdirSync(folder).find(name => name.endsWith('_changes.sql')) ?? '';
    for (const statement of readFileSync(path.join(folder, file), 'utf8').split('--> statement-breakpoint')) await client.query(statement);
    const rules = { slaMinutes: policy(5).slaMinutes, finalLimitWorkingDays: 15, undoSeconds: 5, stepUpAboveMinor: null, keepUnchangedApprovals: true };
    expect((await client.query('select version, rules, changed_by from approval_policy order by version')).rows).toEqual([
      { version: 1, rules, changed_by: { type: 'system', id: 'set-up' } },
      { version: 2, rules, changed_by: null },
    ]);
  } finally {
    await client.end();
    await database.drop();
  }
});
