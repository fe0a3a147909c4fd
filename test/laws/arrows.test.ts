import { describe, expect, it } from 'vitest';
import { judgeFile } from '../../local/laws/judge-file.ts';

const lawsBroken = (path: string, text: string): string[] => judgeFile({ path, text }).map(({ line, law }) => `${line}: ${law}`);

describe('an import follows the arrows of the house', () => {
  it.each([
    ['domain/tax/vat.ts', "import { money } from '../money/money.ts';"],
    ['domain/calendar/zone.ts', "import { Temporal } from 'temporal-polyfill/implementation';"],
    ['workflows/deal/decide.ts', "import { RuleViolation } from '../../domain/errors/rule-violation.ts';"],
    ['workflows/deal/state.ts', "import type { Rung } from '../../domain/dunning/ladder.ts';"],
    ['activities/record/record.ts', "import type { DealEvent } from '../../workflows/deal/events.ts';"],
    ['activities/money/tell.ts', "import { dealUpdate } from '../../workflows/deal/messages.ts';"],
    ['api/process/command-deal.ts', "import { dealUpdate } from '../../workflows/deal/messages.ts';"],
    ['db/money/read-payments.ts', "import { eq } from 'drizzle-orm';\nimport type { Money } from '../../domain/money/money.ts';"],
    ['worker.ts', "import { queueOptions } from './activities/queue-options.ts';\nimport { loadConfig } from './config.ts';"],
    ['local/start.ts', "import { deal } from '../workflows/deal/workflow.ts';"],
    ['test/deal/world.ts', "import { deal } from '../../workflows/deal/workflow.ts';"],
  ])('%s may: %s', (path, text) => {
    expect(lawsBroken(path, text)).toEqual([]);
  });

  it.each([
    ['domain/tax/vat.ts', "import { readDb } from '../../db/unit-of-work.ts';", 'imports db/unit-of-work.ts; no arrow leads there'],
    ['domain/tax/vat.ts', "import { readFileSync } from 'node:fs';", 'imports the package node:fs'],
    ['domain/tax/vat.ts', "import pg from 'pg';", 'imports the package pg'],
    ['workflows/deal/decide.ts', "import { planRungs } from '../../domain/dunning/plan-rungs.ts';", 'imports domain/dunning/plan-rungs.ts as a value; only its types are allowed'],
    ['workflows/deal/decide.ts', "import {\n  type Rung,\n} from '../../domain/dunning/ladder.ts';", 'as a value; only its types are allowed'],
    ['workflows/deal/perform.ts', "import type { record } from '../../activities/record/record.ts';", 'imports activities/record/record.ts; no arrow leads there'],
    ['workflows/deal/perform.ts', "import { createHash } from 'node:crypto';", 'imports the package node:crypto'],
    ['workflows/deal/perform.ts', "const z = await import('zod');", 'imports the package zod'],
    ['db/deals/read-deal.ts', "import { dealUpdate } from '../../workflows/deal/messages.ts';", 'no arrow leads there'],
    ['templates/emails/render.ts', "export { eq } from 'drizzle-orm';", 'imports the package drizzle-orm'],
    ['activities/letters/send.ts', "import { decide } from '../../workflows/deal/decide.ts';", 'as a value; only its types are allowed'],
    ['activities/letters/send.ts', "import { app } from '../../api/build-app.ts';", 'no arrow leads there'],
    ['api/routes/deals.ts', "import { deal } from '../../workflows/deal/workflow.ts';", 'as a value; only its types are allowed'],
    ['api/routes/deals.ts', "import { postLetter } from '../../activities/letters/post-letter.ts';", 'no arrow leads there'],
    ['config.ts', "import { projectRoot } from './local/data-folder.ts';", 'no arrow leads there'],
    ['worker.ts', "import { stack } from './local/stack.ts';", 'no arrow leads there'],
    ['local/x.ts', "import { Temporal } from 'temporal-polyfill';", 'imports temporal-polyfill, which answers differently'],
  ])('%s may not: %s', (path, text, broken) => {
    expect(lawsBroken(path, text)).toEqual([expect.stringContaining(broken)]);
  });

  it('names the line where the specifier stands, and what to do instead', () => {
    const [breach] = judgeFile({ path: 'domain/a.ts', text: "// db\nimport {\n  b,\n} from '../db/b.ts';\n" });
    expect(breach).toMatchObject({ file: 'domain/a.ts', line: 4, instead: expect.stringContaining('as an argument') });
  });

  it('does not take an import named in a comment for one', () => {
    expect(lawsBroken('domain/a.ts', "// import pg from 'pg';\n/** import('pg') */\nexport const a = 1;\n")).toEqual([]);
  });
});
