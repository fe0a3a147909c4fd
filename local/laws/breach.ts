/** One place where a law of the house is broken, and what to do instead. */
export type Breach = Readonly<{ file: string; line: number; law: string; instead: string }>;

/** A file of the project: its path from the root with forward slashes, and its text. */
export type ProjectFile = Readonly<{ path: string; text: string }>;

export const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);

export const isCode = (path: string): boolean => /\.(ts|mts|mjs|js)$/.test(path) && !path.endsWith('.d.ts');

/** The line, counted from 1, that holds the character at `index`. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

export const showBreach = ({ file, line, law, instead }: Breach): string => `${file}:${line}: ${law}\n    ${instead}`;
