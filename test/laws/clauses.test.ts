import { describe, expect, it } from 'vitest';
import { judgeFile } from '../../local/laws/judge-file.ts';

const homeOf = (name: string): string => ['', 'home', name, 'project'].join('/');
const lawsBroken = (path: string, text: string): string[] => judgeFile({ path, text }).map(({ line, law }) => `${line}: ${law}`);

describe('what the text of a file shows', () => {
  it.each([
    ['a transaction outside the unit of work', 'db/money/book.ts', "await client.query('begin');", 'opens a transaction'],
    ['a transaction of drizzle', 'activities/record/record.ts', 'await db.transaction(async tx => {});', 'opens a transaction'],
    ['a transaction in other words', 'db/x.ts', 'await client.query(`START TRANSACTION`);', 'opens a transaction'],
    ['a clock in a rule', 'domain/dunning/plan.ts', 'const now = Date.now();', 'reads a clock'],
    ['the present day in a rule', 'domain/dunning/plan.ts', 'const now = new Date( );', 'reads a clock'],
    ['dice in a rule', 'domain/reference/make.ts', 'const at = Math.random();', 'throws dice'],
    ["the database's clock in a query", 'db/deals/list.ts', 'where(sql`${deal.nextAt} < now()`)', 'asks the database for the time'],
    ["the database's clock over lines", 'activities/record/record.ts', 'db.execute(sql<Row>`\n update deal\n set at = current_timestamp`)', 'asks the database for the time'],
    ["the database's clock as a default", 'db/schema/deals.ts', 'createdAt: instant().defaultNow()', 'asks the database for the time'],
    ["the database's clock in a migration", 'db/migrations/0009.sql', 'alter table a add at timestamptz default now();', 'asks the database for the time'],
    ['an asynchronous validator', 'workflows/deal/handlers.ts', 'setHandler(u, f, { validator: async m => undefined });', 'validator is asynchronous'],
    ['an asynchronous validator as a method', 'workflows/deal/handlers.ts', 'const o = { async validator(m) {} };', 'validator is asynchronous'],
    ['the environment in a room', 'activities/documents/print-pdf.ts', "const path = process.env['CHROMIUM_PATH'];", 'reads the environment'],
    ['unescaped text in a page', 'templates/pages/deal.hbs', '<p>{{{ note }}}</p>', 'unescaped'],
    ['unescaped text in other words', 'templates/pages/deal.hbs', '<p>{{& note}}</p>', 'unescaped'],
    ['a skipped test', 'test/db/a.test.ts', "it.skip('does', () => {});", 'skipped or runs alone'],
    ['a test that may be skipped', 'test/db/a.test.ts', "describe.skipIf(!there)('does', () => {});", 'skipped or runs alone'],
    ['a test alone', 'test/db/a.test.ts', "test.only('does', () => {});", 'skipped or runs alone'],
    ['a relational query', 'db/deals/read.ts', 'await db.query.deal.findFirst();', 'relational queries'],
    ['a silenced type checker', 'api/a.ts', '// @ts-ignore\nconst a = 1;', 'silences the type checker'],
    ['an unfinished part', 'api/a.ts', '// TODO: refuse', 'left unfinished'],
    ['a part for the time being', 'api/a.ts', '// Enough for now.', 'left unfinished'],
    ['a folder of one machine', 'docs/a.md', `see ${homeOf('kim')}`, 'names a folder of one machine'],
  ])('finds %s', (_, path, text, broken) => {
    expect(lawsBroken(path, text)).toEqual([expect.stringContaining(broken)]);
  });

  it.each([
    ['the unit of work itself', 'db/unit-of-work.ts', "await client.query('begin');"],
    ['words that only sound alike', 'domain/a.ts', "const word = 'beginning';\nparse(`begin ${x}`);"],
    ['a clock in a comment', 'domain/a.ts', '/** Never `Date.now()`. */\nexport const a = Date.parse(b);'],
    ['the now of a context', 'api/a.ts', 'const at = ctx.now();\nawait db.execute(sql`select ${ctx.now()}`.mapWith(Number));'],
    ['a synchronous validator', 'workflows/deal/handlers.ts', 'const validator = (message: Message): undefined => {};'],
    ['the environment at the entry', 'worker.ts', 'loadConfig(process.env);'],
    ['the environment on one machine', 'local/start.ts', 'const env = process.env;'],
    ['escaped text and blocks', 'templates/pages/deal.hbs', '{{#if a}}{{note}}{{/if}}{{> part}}'],
    ['a test like any other', 'test/db/a.test.ts', "it('skips nothing', () => {});\nit.each([1])('runs only once', () => {});"],
    ['an address on the web', 'docs/a.md', 'https://example.org/home/page'],
  ])('lets pass %s', (_, path, text) => {
    expect(lawsBroken(path, text)).toEqual([]);
  });

  it('says where and what to do instead', () => {
    expect(judgeFile({ path: 'domain/a.ts', text: 'const a = 1;\nconst now = new Date();\n' })).toEqual([
      { file: 'domain/a.ts', line: 2, law: 'a rule reads a clock or throws dice: new Date()', instead: 'Take `now`, the day or the id as an argument.' },
    ]);
  });
});
