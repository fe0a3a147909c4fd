import type { PackageContent, SpecialTerm, TermAuthor } from './package.ts';

/**
 * The package with its special terms signed: who added each, and when (Q2C.md 2). A term that stood in the package before keeps
 * its stamp; a new one, or one with other words, is whoever brings it now.
 */
export function stampSpecialTerms(content: PackageContent, { before, by, at }: { before: PackageContent | null; by: TermAuthor; at: string }): PackageContent {
  const known = before?.terms.special ?? [];
  const stamp = ({ text, reason }: SpecialTerm): SpecialTerm => known.find(term => term.text === text && term.reason === reason) ?? { text, reason, addedBy: by, addedAt: at };
  return { ...content, terms: { ...content.terms, special: content.terms.special.map(stamp) } };
}

/** The package as its parties agree on it: without our note of who wrote a term down. */
export function withoutStamps(content: PackageContent): PackageContent {
  return { ...content, terms: { ...content.terms, special: content.terms.special.map(({ text, reason }) => ({ text, reason })) } };
}

/** The ids of those who added special terms to a package. */
export function termAuthorIds(content: PackageContent): string[] {
  return content.terms.special.flatMap(term => term.addedBy?.id ?? []);
}
