import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A new secret: prefix, 32 random bytes, and a check sum by which secret scanners tell a real one. */
export function newApiKeySecret(): string {
  const random = randomBytes(32).toString('base64url');
  return `q2c_live_${random}${crc32(random).toString(16).padStart(8, '0')}`;
}

/** Only this is kept of a secret; 256 random bits need no slow hash. */
export function apiKeySha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
