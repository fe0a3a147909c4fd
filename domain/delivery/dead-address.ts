/** RFC 3463 and 7505: no such mailbox, no such domain, malformed, moved away, a domain that takes no mail. */
const deadAddressCodes: readonly string[] = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'];

/**
 * Does an enhanced status code, such as 5.1.1, say that the address itself is wrong, so that no other letter reaches it either?
 * A full or closed mailbox (5.2) may open again, and a verdict about the text or about us (5.6, 5.7) says nothing against the address.
 */
export function isDeadAddressCode(code: string | null): boolean {
  return code !== null && deadAddressCodes.includes(code);
}
