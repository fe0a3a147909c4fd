/** One side of a payment as the bank names it; a field the file leaves empty is absent. `iban` is the account, whatever its form. */
export type Party = Readonly<{ name?: string; taxId?: string; iban?: string; bic?: string; kbe?: string }>;

export type Direction = 'in' | 'out' | 'unknown';

/** One movement of a statement in the canonical form every reader answers. `currency` is null where the file does not say: it is then the account's. */
export type StatementLine = Readonly<{
  account: string;
  opOn: string;
  valueOn: string | null;
  docNo: string;
  docOn: string | null;
  docKind: string;
  direction: Direction;
  amountMinor: number;
  currency: string | null;
  payer: Party;
  payee: Party;
  purpose: string;
  knp: string | null;
  rawText: string;
  lineNo: number;
}>;

/** Something the reader met and went on: `warning` changes nothing, `quarantine` keeps the statement from being booked (formats 2.1, rules 5 and 6). */
export type Problem = Readonly<{ effect: 'warning' | 'quarantine'; code: ProblemCode; line: number; tag: string | null; detail: string }>;

export type ProblemCode =
  | 'encoding_label_differs'
  | 'incomplete_last_character'
  | 'end_of_file_mark_missing'
  | 'end_of_account_mark_missing'
  | 'bic_does_not_fit_iban'
  | 'tax_id_check_digit'
  | 'iban_check_digits'
  | 'no_such_value_date'
  | 'no_such_document_date'
  | 'amounts_differ'
  | 'repeated_key'
  | 'documents_do_not_add_up'
  | 'balance_missing'
  | 'direction_unknown'
  | 'currencies_differ'
  | 'more_problems';

/** One account over one period. Balances and turnovers are minor units; a balance the file does not state is null. */
export type Statement = Readonly<{
  account: string;
  currency: string | null;
  fromOn: string;
  toOn: string;
  openingMinor: number | null;
  closingMinor: number | null;
  inMinor: number;
  outMinor: number;
  lines: readonly StatementLine[];
  warnings: readonly Problem[];
  quarantine: readonly Problem[];
}>;
