import { type Breach, lineAt, type ProjectFile } from './breach.ts';
import { clauses } from './clauses.ts';

/** Breaches of the laws that the text of one file shows. `code` is the same text with its comments blanked. */
export function checkClauses({ path, text }: ProjectFile, code: string): Breach[] {
  return clauses
    .filter(clause => clause.where(path))
    .flatMap(({ reads, pattern, law, instead }) =>
      [...(reads === 'code' ? code : text).matchAll(pattern)].map(match => {
        const end = match.index + Math.max(0, match[0].trimEnd().length - 1);
        return { file: path, line: lineAt(text, end), law: `${law}: ${shown(match[0])}`, instead };
      }),
    );
}

function shown(matched: string): string {
  const oneLine = matched.replace(/\s+/g, ' ').trim();
  return oneLine.length > 60 ? `${oneLine.slice(0, 57)}…` : oneLine;
}
