import { afterAll, beforeAll, expect, it } from 'vitest';
import { findNamedLetter } from '../../db/delivery/find-letter.ts';
import { createPool } from '../../db/pool.ts';
import { letter } from '../../db/schema/index.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { freshDatabase } from '../setup/stack.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 1);
  const sent = { kind: 'invoice', toAddress: 'a@romashka.example', language: 'ru', state: 'sent', createdAt: '2030-04-01T06:00:00.000Z' } as const;
  await readDb(pool)
    .insert(letter)
    .values([1, 2].map(n => ({ ...sent, id: `let_${n}`, messageId: `<let_${n}@arna.example>` })));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it.each([
  ['our own id before a Message-ID that the mail quotes', 'let_1', ['<let_2@arna.example>'], 'let_1'],
  ['a Message-ID where the id is not ours', 'QQ000001', ['<let_2@arna.example>'], 'let_2'],
  ['a Message-ID without its brackets', null, ['let_2@arna.example'], 'let_2'],
  ['the first of several Message-IDs that is ours', null, ['<x@other.example>', '<let_2@arna.example>', '<let_1@arna.example>'], 'let_2'],
  ['nothing of ours', null, [], undefined],
] as const)('a report means the letter by %s', async (_, letterId, messageIds, meant) => {
  expect((await findNamedLetter(readDb(pool), { letterId, messageIds }))?.id).toBe(meant);
});
