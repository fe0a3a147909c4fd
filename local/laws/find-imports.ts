import path from 'node:path';
import { lineAt } from './breach.ts';

/** `to`: the path from the project's root for a relative import, else the specifier as written. */
export type FoundImport = Readonly<{ to: string; relative: boolean; typeOnly: boolean; line: number }>;

const statement = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[^;'"]*?\sfrom\s*)?(['"])([^'"\n]+)\2/gm;
const expression = /\bimport\(\s*(['"])([^'"\n]+)\1\s*\)/g;

/** Every import and re-export of a source whose comments are blanked. `import { type X }` counts as a value: it stays in the running code. */
export function findImports(file: string, code: string): FoundImport[] {
  const found = (specifier: string, typeOnly: boolean, index: number): FoundImport => {
    const relative = specifier.startsWith('.');
    return { to: relative ? path.posix.join(path.posix.dirname(file), specifier) : specifier, relative, typeOnly, line: lineAt(code, index) };
  };
  const statements = [...code.matchAll(statement)].map(match => found(match[3] ?? '', match[1] !== undefined, match.index + match[0].length));
  const expressions = [...code.matchAll(expression)].map(match => found(match[2] ?? '', false, match.index));
  return [...statements, ...expressions];
}
