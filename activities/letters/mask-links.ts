/** Hides the tokens of links in the stored copy of a letter: who reads our database must not be able to decide or pay in another's name. */
export function maskLinks(words: string): string {
  return words.replace(/(\/(?:t|i|q|u|sign-in)\/)[A-Za-z0-9_-]{39}([A-Za-z0-9_-]{4})/g, '$1…$2');
}

/** Hides the secrets of a letter in its stored copy: as many dots as the secret has characters. */
export function maskSecrets(words: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '•'.repeat(secret.length)), words);
}
