import { and, eq, isNull } from 'drizzle-orm';
import type { ChasedSum } from '../../domain/dunning/chased-sum.ts';
import { linkTokenSha256 } from '../links/link-token.ts';
import { readHoldsInForce } from '../read/holds.ts';
import { type PaymentClaim, readPaymentClaims } from '../read/payment-claims.ts';
import { readChased } from '../reminders/intervals.ts';
import { bankAccount, customer, deal, document, humanTask, invoice, linkToken, packageVersion } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { type AccountRow, type CustomerRow, type DealRow, type InvoiceRow, type PauseRow, type PlacedPayment, readPauses, readPlacedPayments, standing, type VersionRow } from './read-deal-file.ts';

/** An invoice with everything its customer's page speaks of. */
export type InvoiceFile = Readonly<{
  invoice: InvoiceRow;
  deal: DealRow;
  customer: CustomerRow;
  account: AccountRow | null;
  version: VersionRow | null;
  payments: readonly PlacedPayment[];
  pauses: readonly PauseRow[];
  /** What the customer has said of its payment, the latest last, and whether finance is still looking. */
  claims: readonly PaymentClaim[];
  isClaimOpen: boolean;
  /** What of the remainder is asked for, disputed and promised now. */
  chased: ChasedSum;
  shipmentHeldAt: string | null;
  /** The languages in which the invoice has been printed. */
  printed: readonly string[];
}>;

/** The invoice a link leads to, with its sums at the deal's own now; null where the link is unknown or revoked, or the invoice has not been issued. */
export async function readInvoiceFile(db: Db, token: string, nowAt: (deal: DealRow) => string): Promise<InvoiceFile | null> {
  const [link] = await db
    .select({ invoiceId: linkToken.subjectId })
    .from(linkToken)
    .where(and(eq(linkToken.tokenSha256, linkTokenSha256(token)), eq(linkToken.purpose, 'invoice'), isNull(linkToken.revokedAt)));
  if (!link) return null;
  const [row] = await db
    .select()
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .innerJoin(customer, eq(customer.id, invoice.customerId))
    .leftJoin(bankAccount, eq(bankAccount.id, invoice.bankAccountId))
    .leftJoin(packageVersion, eq(packageVersion.id, invoice.packageId))
    .where(eq(invoice.id, link.invoiceId));
  if (!row || row.invoice.number === null) return null;
  const held = (await readHoldsInForce(db, { dealId: row.deal.id, customerId: row.customer.id })).at(-1);
  return {
    invoice: row.invoice,
    deal: row.deal,
    customer: row.customer,
    account: row.bank_account,
    version: row.package_version,
    payments: standing(await readPlacedPayments(db, [row.invoice.id])),
    pauses: await readPauses(db, { dealId: row.deal.id, customerId: row.customer.id, invoiceIds: [row.invoice.id] }),
    claims: await readPaymentClaims(db, [row.invoice.id]),
    isClaimOpen: (await db.$count(humanTask, and(eq(humanTask.invoiceId, row.invoice.id), eq(humanTask.kind, 'payment_claim'), isNull(humanTask.doneAt)))) > 0,
    chased: await readChased(db, row.invoice, nowAt(row.deal)),
    shipmentHeldAt: held?.sinceAt ?? null,
    printed: (
      await db
        .selectDistinct({ language: document.language })
        .from(document)
        .where(and(eq(document.kind, 'invoice'), eq(document.subjectId, row.invoice.id)))
    ).map(print => print.language),
  };
}
