/** What is on record of a customer's address: the address itself, and what a mail system said when letters to it came back. */
export type AddressOnRecord = Readonly<{ email: string | null; emailDeadReason: string | null }>;

/** Is there an address that letters to the customer reach, as far as anybody knows? A customer may have none, or a dead one. */
export function hasLivingAddress({ email, emailDeadReason }: AddressOnRecord): boolean {
  return email !== null && emailDeadReason === null;
}
