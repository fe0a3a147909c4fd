import { createHash } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { stableId } from '../../db/ids.ts';
import { readPolicy } from '../../db/read/company-rules.ts';
import { packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { addDays } from '../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../domain/calendar/zone.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { canonicalPackageText } from '../../domain/quote/canonical-package.ts';
import { priceQuote } from '../../domain/quote/price-quote.ts';
import type { PackageRef, Refusal } from '../../workflows/ports.ts';
import type { DealRow } from '../facts/deal-facts.ts';

export type FrozenPackage = PackageRef & Readonly<{ content: typeof packageVersion.$inferSelect.content; priced: typeof packageVersion.$inferSelect.priced }>;

/**
 * Freezes the draft of a deal as its next version: priced, hashed, never edited again (Q2C.md 2). The freeze key makes a
 * repeat answer the same version. The VAT rate of the day is an assumption; the invoice takes the rate of its turnover date.
 */
export async function freezePackage(db: Db, deal: DealRow, freeze: { key: string; now: string }): Promise<FrozenPackage> {
  const [known] = await db.select().from(packageVersion).where(eq(packageVersion.freezeKey, freeze.key));
  const policy = await readPolicy(db);
  if (known) return toFrozen(known, policy.zone);
  if (!deal.draft) throw new RuleViolation('validation_failed', 'The deal has no lines yet.', { pointer: '#/lines' });
  const taxOn = dateInZone(freeze.now, policy.zone);
  const priced = priceQuote(deal.draft, taxOn);
  const hash = `sha256:${createHash('sha256').update(canonicalPackageText(deal.draft, priced)).digest('hex')}`;
  const [last] = await db.select({ version: packageVersion.version }).from(packageVersion).where(eq(packageVersion.dealId, deal.id)).orderBy(desc(packageVersion.version)).limit(1);
  const version = (last?.version ?? 0) + 1;
  const { netMinor, vatMinor, grossMinor } = priced.totals;
  const row = {
    id: stableId('qtv', deal.id, version),
    dealId: deal.id,
    version,
    hash,
    content: deal.draft,
    priced,
    netMinor,
    vatMinor,
    grossMinor,
    taxOn,
    validUntilOn: addDays(taxOn, policy.quoteValidityDays),
    frozenAt: freeze.now,
    freezeKey: freeze.key,
  };
  await db.insert(packageVersion).values(row);
  return toFrozen(row, policy.zone);
}

/** A rule's "no" as data: the process sends it to a person, it never fails. */
export async function orRefusal<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    const { pointer } = error.data;
    return typeof pointer === 'string' ? { refused: error.code, field: pointer } : { refused: error.code };
  }
}

function toFrozen(row: typeof packageVersion.$inferSelect, zone: string): FrozenPackage {
  const { id: packageId, version, hash, grossMinor, content, priced, validUntilOn } = row;
  return { packageId, version, hash, grossMinor, content, priced, validUntilAt: localInstant(addDays(validUntilOn, 1), '00:00', zone) };
}
