/** An account number or IBAN as it is compared: no spaces, upper case. */
export function normaliseAccount(account: string): string {
  return account.replace(/\s/gu, '').toUpperCase();
}
