import { parseMoney } from '../../../domain/money/text.ts';
import { diffPackages, type PackageChange } from '../../../domain/quote/diff-packages.ts';
import type { DueTerms, PackageContent, PackageLine, UnitPrice } from '../../../domain/quote/package.ts';
import type { PricedPackage } from '../../../domain/quote/price-quote.ts';
import type { Difference, DifferenceSubject, DifferenceValue } from './frame-view.ts';

type Version = Readonly<{ content: PackageContent; priced: PricedPackage }>;

/** What two versions differ in, as pages and letters show it: the total first, then lines, then terms. */
export function differencesOfPackages(before: Version, after: Version): Difference[] {
  const money = (version: Version): DifferenceValue => ({ money: { amountMinor: version.priced.totals.grossMinor, currency: version.content.currency } });
  const changes = diffPackages(before.content, after.content).flatMap(change => toDifference(change));
  const same = before.priced.totals.grossMinor === after.priced.totals.grossMinor;
  return same ? changes : [{ what: { code: 'gross' }, before: money(before), after: money(after) }, ...changes];
}

const absent: DifferenceValue = { absent: true };

function toDifference(change: PackageChange): Difference[] {
  if (change.subject === 'line') return lineDifference(change);
  const code = termCodes[change.path];
  return code ? [{ what: { code }, before: termValue(change.was), after: termValue(change.now) }] : [];
}

const termCodes: Readonly<Record<string, Extract<DifferenceSubject, { code: string }>['code']>> = {
  due: 'due',
  instalments: 'instalments',
  contract: 'contract',
  special: 'special_terms',
  acceptance: 'acceptance',
};

function lineDifference(change: PackageChange): Difference[] {
  const line = change.line ?? '';
  if (change.kind !== 'changed') return [{ what: { line }, before: wholeLine(change.was), after: wholeLine(change.now) }];
  const field = change.path.split('/').at(-1) ?? '';
  switch (field) {
    case 'qty':
      return [{ what: { line, part: 'qty' }, before: { text: String(change.was) }, after: { text: String(change.now) } }];
    case 'unitPrice':
      return [{ what: { line, part: 'unit_price' }, before: price(change.was), after: price(change.now) }];
    case 'discountPercent':
      return [{ what: { line, part: 'discount' }, before: { percent: String(change.was) }, after: { percent: String(change.now) } }];
    case 'discountReason':
      return [{ what: { line, part: 'discount' }, before: change.was === null ? absent : { text: String(change.was) }, after: change.now === null ? absent : { text: String(change.now) } }];
    case 'vatCode':
      return [{ what: { line, part: 'vat' }, before: { text: String(change.was) }, after: { text: String(change.now) } }];
    default:
      return [{ what: { line }, before: { text: String(change.was) }, after: { text: String(change.now) } }];
  }
}

function wholeLine(value: unknown): DifferenceValue {
  if (value === null) return absent;
  const { qty, unit } = value as PackageLine;
  return { qty, unit };
}

function price(value: unknown): DifferenceValue {
  if (value === null) return absent;
  const unitPrice = value as UnitPrice;
  if ('amountMinor' in unitPrice) return { money: unitPrice };
  return /^\d+(\.\d{1,2})?$/.test(unitPrice.amount) ? { money: parseMoney(unitPrice.amount, unitPrice.currency) } : { text: `${unitPrice.amount} ${unitPrice.currency}` };
}

/** Terms are told as their days where they have them, else as their own words. */
function termValue(value: unknown): DifferenceValue {
  if (value === null || (Array.isArray(value) && value.length === 0)) return absent;
  if (Array.isArray(value)) return { text: value.map(each => words(each)).join('; ') };
  return isDue(value) && 'days' in value ? { days: value.days } : { text: words(value) };
}

function isDue(value: unknown): value is DueTerms {
  return typeof value === 'object' && value !== null && 'type' in value && ('days' in value || 'on' in value);
}

function words(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('text' in value) return String(value.text);
  if ('percent' in value) return `${String(value.percent)} %`;
  return Object.values(value)
    .filter(each => each !== null)
    .join(', ');
}
