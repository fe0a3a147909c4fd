import { type Breach, roomOf } from './breach.ts';
import { type FoundImport, findImports } from './find-imports.ts';
import { contract, type RoomLaw, rooms } from './rooms.ts';

/** Imports that lead where no arrow of the house leads. `code` is the file's text with its comments blanked. */
export function checkArrows(file: string, code: string): Breach[] {
  const law = rooms[roomOf(file)];
  return findImports(file, code).flatMap(found => {
    const broken = polyfillEntry(found) ?? (law && (found.relative ? brokenArrow(file, law, found) : brokenPackage(file, law, found)));
    return broken ? [{ file, line: found.line, ...broken }] : [];
  });
}

type Broken = Pick<Breach, 'law' | 'instead'>;

function brokenArrow(file: string, law: RoomLaw, { to, typeOnly }: FoundImport): Broken | undefined {
  if (law.values.some(right => reaches(right, to)) || (typeOnly && law.types.some(right => reaches(right, to)))) return undefined;
  const typesWouldDo = !typeOnly && law.types.some(right => reaches(right, to));
  return {
    law: `${roomOf(file)} (${law.duty}) imports ${to}${typesWouldDo ? ' as a value; only its types are allowed' : '; no arrow leads there'}`,
    instead: law.instead,
  };
}

function reaches(right: string, to: string): boolean {
  return right === 'contract' ? contract.test(to) : to === right || to.startsWith(`${right}/`);
}

function brokenPackage(file: string, law: RoomLaw, { to }: FoundImport): Broken | undefined {
  const named = (names: readonly string[]): boolean => names.some(name => (name.endsWith(':') ? to.startsWith(name) : to === name || to.startsWith(`${name}/`)));
  const allowed = 'only' in law.packages ? named(law.packages.only) : !named(law.packages.never);
  return allowed ? undefined : { law: `${roomOf(file)} (${law.duty}) imports the package ${to}`, instead: law.instead };
}

/** The main entry hands out native Temporal where it exists, which differs by Node version and is not safe in replay. */
function polyfillEntry({ to }: FoundImport): Broken | undefined {
  if (!/^temporal-polyfill(?!\/implementation$)/.test(to)) return undefined;
  return { law: `imports ${to}, which answers differently where Node has its own Temporal`, instead: "Import from 'temporal-polyfill/implementation'." };
}
