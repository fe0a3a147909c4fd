import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { usualDataDir } from './data-folder.ts';
import { kaspiStatement } from './kaspi-statement.ts';

/** Makes a bank statement that pays one invoice of the running stack, to be uploaded by hand: `npm run example:statement -- --invoice 2026-000012 --to file.txt`. */

const Stack = z.looseObject({ api: z.string(), api_key: z.string() });
const Money = z.object({ value: z.int(), currency: z.string() });
const Invoice = z.object({
  id: z.string(),
  number: z.string().nullable(),
  reference: z.string().nullable(),
  status: z.string(),
  issued_on: z.string().nullable(),
  remaining: Money,
  customer: z.object({ id: z.string(), name: z.string() }),
});
const Customer = z.object({ tax_id: z.object({ value: z.string() }).nullish(), bank: z.object({ iban: z.string().nullish(), bic: z.string().nullish() }).nullish() });
const Account = z.object({ iban: z.string(), bic: z.string(), currency: z.string() });
type Invoice = z.output<typeof Invoice>;

const { values } = parseArgs({
  options: { invoice: { type: 'string' }, to: { type: 'string', default: path.join('examples', 'statement-kaspi.txt') }, data: { type: 'string', default: usualDataDir } },
});

/** An account of a payer whose own is not on record; its check digits are right, its bank is Halyk. */
const unknownPayerAccount = { iban: 'KZ53601TEST000000077', bic: 'HSBKKZKX' };

async function get(stack: z.output<typeof Stack>, address: string): Promise<unknown> {
  const answer = await fetch(`${stack.api}${address}`, { headers: { authorization: `Bearer ${stack.api_key}` } });
  if (!answer.ok) throw new Error(`GET ${address} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function readStack(): z.output<typeof Stack> {
  const file = path.join(path.resolve(values.data), 'stack.json');
  if (!existsSync(file)) throw new Error('The stack does not run here; start it first: npm start');
  return Stack.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The invoice asked for by id or number, else the open one that was issued last. */
async function chooseInvoice(stack: z.output<typeof Stack>): Promise<Invoice> {
  const wanted = values.invoice;
  if (wanted?.startsWith('inv_')) return Invoice.parse(await get(stack, `/v1/invoices/${encodeURIComponent(wanted)}`));
  const Page = z.object({ data: z.array(Invoice), next_cursor: z.string().nullable() });
  const open: Invoice[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: z.output<typeof Page> = Page.parse(await get(stack, `/v1/invoices?status=open&limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`));
    open.push(...page.data);
    cursor = page.next_cursor;
  }
  const found = wanted === undefined ? open.toSorted(newestFirst)[0] : open.find(invoice => invoice.number === wanted);
  if (!found) throw new Error(wanted === undefined ? 'There is no open invoice; approve a deal first.' : `There is no open invoice ${wanted}.`);
  return found;
}

function newestFirst(a: Invoice, b: Invoice): number {
  return `${b.issued_on} ${b.number}` < `${a.issued_on} ${a.number}` ? -1 : 1;
}

async function bytesFor(stack: z.output<typeof Stack>, invoice: Invoice): Promise<Uint8Array> {
  const accounts = z.object({ data: z.array(Account) }).parse(await get(stack, '/v1/bank_accounts')).data;
  const account = accounts.find(each => each.currency === invoice.remaining.currency);
  if (!account) throw new Error(`The company has no bank account in ${invoice.remaining.currency}.`);
  const { tax_id, bank } = Customer.parse(await get(stack, `/v1/customers/${invoice.customer.id}`));
  const payer = { name: invoice.customer.name, taxId: tax_id?.value ?? '', iban: bank?.iban ?? unknownPayerAccount.iban, bic: bank?.iban ? (bank.bic ?? '') : unknownPayerAccount.bic };
  const on = new Date().toISOString().slice(0, 10),
    purpose = `Оплата по счету № ${invoice.number}${invoice.reference ? `, код ${invoice.reference}` : ''}`;
  // The number follows the clock, so that every run makes another payment and not the same one again.
  const document = { docNo: String(Date.now()).slice(-9), on, payer, amountMinor: invoice.remaining.value, purpose };
  return kaspiStatement({ owner: { name: '', taxId: '', iban: account.iban, bic: account.bic }, fromOn: on, toOn: on, openingMinor: 0, documents: [document] });
}

try {
  const stack = readStack(),
    invoice = await chooseInvoice(stack),
    bytes = await bytesFor(stack, invoice);
  mkdirSync(path.dirname(path.resolve(values.to)), { recursive: true });
  writeFileSync(values.to, bytes);
  console.log(`  ${values.to} pays invoice ${invoice.number} of ${invoice.customer.name}: ${(invoice.remaining.value / 100).toFixed(2)} ${invoice.remaining.currency}. Upload it:\n`);
  console.log(`  curl -H "Authorization: Bearer ${stack.api_key}" -H "Content-Type: application/octet-stream" --data-binary @${values.to} ${stack.api}/v1/bank_statements`);
} catch (error) {
  console.error(`  ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
