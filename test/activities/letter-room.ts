import type { Pool } from 'pg';
import type { LetterDeps } from '../../activities/letters/letter-deps.ts';
import { sendRung } from '../../activities/letters/send-rung.ts';
import { createPool } from '../../db/pool.ts';
import type { RungOutcome } from '../../workflows/ports.ts';
import { aCompany, people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { freshDatabase } from '../setup/stack.ts';

/** Told in the spring of 2030: due on Monday 15 April, the rung of +3 stands at 10:00 in Almaty on the 18th. */
export const dueAt = '2030-04-18T05:00:00.000Z';

export type Receivable = BuiltDeal & { invoiceId: string };
export type LetterRoom = Readonly<{
  mail: ScriptedMail;
  pool: Pool;
  deps: LetterDeps;
  /** An invoice of 1,160,000 KZT with its rung of +3 due, and the activity that sends it. */
  aRung: (email: string) => Promise<{ deal: Receivable; send: () => Promise<RungOutcome> }>;
  close: () => Promise<void>;
}>;

/** What the letters need and nothing else: a company in a real database, and a real mail server that says what it is told to. */
export async function aLetterRoom(mailOptions: { pipelining?: boolean } = {}): Promise<LetterRoom> {
  const [mail, database] = await Promise.all([startScriptedMail(mailOptions), freshDatabase()]);
  const pool = createPool(database.url, 4);
  await aCompany(pool);
  const mailer = { pool, smtpUrl: mail.smtpUrl, from: 'billing@arna.example', messageIdHost: 'arna.example' };
  const deps: LetterDeps = { pool, mailer, bot: null, addresses: { publicUrl: 'http://localhost:3000', linkKey: Buffer.alloc(32, 7) } };
  return {
    ...{ mail, pool, deps },
    aRung: async email => {
      const deal = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15', email });
      return { deal, send: () => sendRung(deps, { dealId: deal.dealId, invoiceId: deal.invoiceId, rung: '+3', dueAt, legalAt: null, ownerId: people.seller.id, now: dueAt }) };
    },
    close: async () => {
      await pool.end();
      await database.drop();
      await mail.stop();
    },
  };
}
