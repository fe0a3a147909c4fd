import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { LetterDeps } from '../../activities/letters/letter-deps.ts';
import { sendRung } from '../../activities/letters/send-rung.ts';
import { recordPayment } from '../../db/money/record-payment.ts';
import { createPool } from '../../db/pool.ts';
import { reminderPolicy } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { defaultReminderPolicy, type ReminderPolicy } from '../../domain/dunning/policy.ts';
import type { RungInput, RungOutcome } from '../../workflows/ports.ts';
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
  /** Invoices of one customer, of a deal each, whose rungs meet at `dueAt` by their plans and clocks. Each is sent by the activity that its own deal starts. */
  meeting: (email: string, rungs: readonly MeetingRung[]) => Promise<MeetingInvoice[]>;
  /** Money of the customer that names the code of an invoice, and so is placed on it. */
  pay: (invoice: Receivable, amountMinor: number, receivedOn?: string) => Promise<void>;
  /** Binds invoices to a policy of their own, which is the default one but for what is said. */
  bindTo: (invoices: readonly Receivable[], change: Partial<ReminderPolicy> & { policyId: string }) => Promise<void>;
  /** A rung exactly as a deal asks for it. */
  sendAs: (input: RungInput) => Promise<RungOutcome>;
  close: () => Promise<void>;
}>;

export type MeetingRung = '-3' | '0' | '+3' | '+7' | '+14';
export type MeetingInvoice = Receivable & Readonly<{ number: string; input: RungInput; send: (now?: string) => Promise<RungOutcome> }>;

/** The due date whose rung stands on 18 April, and the day of handing over that its letter would name. */
const dueOnOf: Readonly<Record<MeetingRung, string>> = { '-3': '2030-04-21', '0': '2030-04-18', '+3': '2030-04-15', '+7': '2030-04-11', '+14': '2030-04-04' };
const handOverAt = '2030-05-06T05:00:00.000Z';

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
    meeting: async (email, rungs) => {
      const invoices: MeetingInvoice[] = [];
      for (const rung of rungs) invoices.push(await aMeetingInvoice(deps, { email, rung, customerId: invoices[0]?.customerId ?? null }));
      return invoices;
    },
    pay: async ({ invoiceId }, amountMinor, receivedOn = '2030-04-18') => {
      const { rows } = await pool.query('select i.reference, c.tax_id from invoice i join customer c on c.id = i.customer_id where i.id = $1', [invoiceId]);
      const payer = { name: 'ТОО «Ромашка»', taxId: rows[0].tax_id };
      const order = { externalId: randomBytes(6).toString('hex'), amountMinor, currency: 'KZT', receivedOn, payer, purpose: `Оплата, код ${rows[0].reference}`, accountId: null };
      await recordPayment(pool, order, { actor: { type: 'user', id: people.cfo.id }, now: dueAt });
    },
    bindTo: async (invoices, { policyId, ...change }) => {
      const row = { policyId, version: 1, data: { ...defaultReminderPolicy, ...change }, createdAt: '2026-01-05T04:00:00.000Z', authorType: 'user', authorId: people.admin.id };
      await unitOfWork(pool, db => db.insert(reminderPolicy).values(row));
      for (const { invoiceId } of invoices) await pool.query('update invoice set reminder_policy_id = $2, reminder_policy_version = 1 where id = $1', [invoiceId, policyId]);
    },
    sendAs: input => sendRung(deps, input),
    close: async () => {
      await pool.end();
      await database.drop();
      await mail.stop();
    },
  };
}

async function aMeetingInvoice(deps: LetterDeps, { email, rung, customerId }: { email: string; rung: MeetingRung; customerId: string | null }): Promise<MeetingInvoice> {
  const { pool } = deps;
  const built = await aReceivable(pool, { issuedOn: '2030-03-20', dueOn: dueOnOf[rung], email });
  const plan = [
    { rung, at: dueAt, outcome: 'will_send', reason: null },
    { rung: '+21', at: handOverAt, outcome: 'will_send', reason: null },
  ];
  const { rows } = await pool.query('update invoice set plan = $2, customer_id = coalesce($3, customer_id) where id = $1 returning number, customer_id', [
    built.invoiceId,
    JSON.stringify(plan),
    customerId,
  ]);
  await pool.query('update deal set clock_ahead_ms = $2, customer_id = $3 where id = $1', [built.dealId, Date.parse(dueAt) - Date.now(), rows[0].customer_id]);
  const input: RungInput = { dealId: built.dealId, invoiceId: built.invoiceId, rung, dueAt, legalAt: handOverAt, ownerId: people.seller.id, now: dueAt };
  return { ...built, customerId: rows[0].customer_id, number: rows[0].number, input, send: (now = dueAt) => sendRung(deps, { ...input, now }) };
}
