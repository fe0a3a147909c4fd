import { createHash, randomBytes } from 'node:crypto';

export type IdPrefix =
  | 'cus'
  | 'deal'
  | 'qtv'
  | 'apt'
  | 'inv'
  | 'pay'
  | 'alc'
  | 'bst'
  | 'rem'
  | 'usr'
  | 'key'
  | 'note'
  | 'evi'
  | 'doc'
  | 'let'
  | 'crn'
  | 'hold'
  | 'hum'
  | 'pau'
  | 'bac'
  | 'cov'
  | 'suc'
  | 'wwk'
  | 'adp';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new opaque id: 24 characters of 5 random bits behind its prefix. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${encode(randomBytes(24))}`;
}

/** The same id for the same parts, for rows that a repeated step must find again instead of making twice. */
export function stableId(prefix: IdPrefix, ...parts: (string | number)[]): string {
  return `${prefix}_${encode(createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 24))}`;
}

function encode(bytes: Uint8Array): string {
  return Array.from(bytes, byte => alphabet[byte % 32]).join('');
}
