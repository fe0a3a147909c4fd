import type { PackageChange } from '../../../domain/quote/diff-packages.ts';
import { snakeKeys } from '../../schemas/snake-keys.ts';

/** One difference between two packages in the words of the API: money as it stands in a request, keys and path in its spelling. */
export function presentChange({ path, was, now, ...change }: PackageChange) {
  return { ...change, path: snakePath(path), was: inApiWords(was), now: inApiWords(now) };
}

const inApiWords = (value: unknown): unknown => snakeKeys(withMoney(value));

function withMoney(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMoney);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key === 'amountMinor' ? 'value' : key, withMoney(inner)]));
}

/** The last part of a path is a field; the parts before it name a line and stay as they are. */
function snakePath(path: string): string {
  const parts = path.split('/');
  return parts.map((part, index) => (index === parts.length - 1 && !(index === 1 && parts[0] === 'lines') ? part.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`) : part)).join('/');
}
