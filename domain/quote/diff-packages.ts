import { canonicalJson } from './canonical-package.ts';
import { linesByKey } from './line-keys.ts';
import type { PackageContent, PackageLine } from './package.ts';
import { withoutStamps } from './term-stamps.ts';

/** `path` names the field, `line` the line it belongs to (null for terms); `was` and `now` are its plain-JSON values, null where it is absent. */
export type PackageChange = Readonly<{ kind: 'added' | 'removed' | 'changed'; subject: 'line' | 'terms'; path: string; line: string | null; was: unknown; now: unknown }>;

/** What changed from version a to version b: lines first, matched by SKU or else by name, then everything outside the lines. */
export function diffPackages(a: PackageContent, b: PackageContent): PackageChange[] {
  const [was, now] = [withoutStamps(a), withoutStamps(b)];
  return [...diffLines(was.lines, now.lines), ...diffFields({ subject: 'terms', line: null, path: '' }, termsOf(was), termsOf(now))];
}

function diffLines(was: readonly PackageLine[], now: readonly PackageLine[]): PackageChange[] {
  const [before, after] = [linesByKey(was), linesByKey(now)];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key): PackageChange[] => {
    const [old, current] = [before.get(key), after.get(key)];
    if (old && current) return diffFields({ subject: 'line', line: current.name, path: `lines/${key}` }, old, current);
    if (current) return [{ kind: 'added', subject: 'line', path: `lines/${key}`, line: current.name, was: null, now: current }];
    return [{ kind: 'removed', subject: 'line', path: `lines/${key}`, line: old?.name ?? null, was: old ?? null, now: null }];
  });
}

function termsOf(content: PackageContent): Record<string, unknown> {
  const { lines: _, terms, ...rest } = content;
  return { ...rest, ...terms };
}

type Place = Readonly<Pick<PackageChange, 'subject' | 'line' | 'path'>>;

function diffFields(place: Place, was: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): PackageChange[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(now)])];
  return names
    .filter(name => canonicalJson(was[name]) !== canonicalJson(now[name]))
    .map(name => ({ ...place, kind: kindOf(was[name], now[name]), path: place.path === '' ? name : `${place.path}/${name}`, was: was[name] ?? null, now: now[name] ?? null }));
}

function kindOf(was: unknown, now: unknown): PackageChange['kind'] {
  const absent = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  if (absent(was)) return 'added';
  return absent(now) ? 'removed' : 'changed';
}
