import { linesByKey } from './line-keys.ts';
import type { PackageContent, PackageLine, SpecialTerm, TermAuthor } from './package.ts';

type Stamping = Readonly<{ before: PackageContent | null; by: TermAuthor; at: string }>;

/**
 * The package with its special terms and its discounts signed: who brought each in, and when (Q2C.md 2). What stood in the package before
 * keeps its stamp; what is new, or has other words or another percentage, is whoever's brings it now.
 */
export function stampPackage(content: PackageContent, stamping: Stamping): PackageContent {
  const { lines, terms } = content;
  return { ...content, lines: stampDiscounts(lines, stamping), terms: { ...terms, special: stampTerms(terms.special, stamping) } };
}

function stampTerms(special: readonly SpecialTerm[], { before, by, at }: Stamping): SpecialTerm[] {
  const known = before?.terms.special ?? [];
  return special.map(({ text, reason }) => known.find(term => term.text === text && term.reason === reason) ?? { text, reason, addedBy: by, addedAt: at });
}

function stampDiscounts(lines: readonly PackageLine[], { before, by, at }: Stamping): PackageLine[] {
  const known = linesByKey(before?.lines ?? []);
  return [...linesByKey(lines)].map(([key, stamped]) => {
    const line = withoutStamp(stamped);
    if (Number(line.discountPercent) === 0) return line;
    const was = known.get(key);
    if (was && was.discountPercent === line.discountPercent && was.discountReason === line.discountReason) return { ...line, ...stampOf(was) };
    return { ...line, discountBy: by, discountAt: at };
  });
}

function stampOf({ discountBy, discountAt }: PackageLine): Pick<PackageLine, 'discountBy' | 'discountAt'> {
  return discountBy === undefined || discountAt === undefined ? {} : { discountBy, discountAt };
}

/** The package as its parties agree on it: without our note of who wrote a term down or gave a discount. */
export function withoutStamps(content: PackageContent): PackageContent {
  const special = content.terms.special.map(({ text, reason }) => ({ text, reason }));
  return { ...content, lines: content.lines.map(withoutStamp), terms: { ...content.terms, special } };
}

function withoutStamp({ discountBy: _by, discountAt: _at, ...line }: PackageLine): PackageLine {
  return line;
}

/** The ids of those who added special terms to a package, or gave discounts. */
export function termAuthorIds({ lines, terms }: PackageContent): string[] {
  return [...terms.special.flatMap(term => term.addedBy?.id ?? []), ...lines.flatMap(line => line.discountBy?.id ?? [])];
}
