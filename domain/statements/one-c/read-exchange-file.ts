import { normaliseAccount } from '../account-number.ts';
import type { StatementLimits } from '../limits.ts';
import { unreadable } from '../refusals.ts';
import type { Problem, Statement } from '../statement.ts';
import { type AccountFigures, accountFiguresOf, dateOf } from './account-figures.ts';
import { documentLineOf } from './document-line.ts';
import { parseExchangeFile } from './parse-exchange-file.ts';
import { accountsOf } from './party.ts';
import { type ExchangeFile, type Field, fieldOf, type Section, valueOf } from './sections.ts';
import { type AccountPart, statementOf } from './statement-of-account.ts';

export type ExchangeStatements = Readonly<{ statements: readonly Statement[]; warnings: readonly Problem[]; declaredEncoding: Field | undefined }>;

/**
 * Answers one statement per account of a 1CClientBankExchange text, in every known dialect (formats 2.2, 2.3).
 * Throws RuleViolation `statement_unreadable`, `statement_truncated` or `statement_does_not_tie` with the line; then nothing of the file counts.
 */
export function readExchangeFile(text: string, limits: StatementLimits): ExchangeStatements {
  const file = parseExchangeFile(text, limits);
  requireBankSide(file);
  const headerAccount = valueOf(file.header, 'РАСЧСЧЕТ');
  const parts = accountPartsOf(file, headerAccount === undefined ? undefined : normaliseAccount(headerAccount));
  for (const document of file.documents) {
    const part = partOfDocument(document, parts);
    part.documents.push(documentLineOf(document, part.account));
  }
  const period = { fromOn: dateOf(fieldOf(file.header, 'ДАТАНАЧАЛА')), toOn: dateOf(fieldOf(file.header, 'ДАТАКОНЦА')) };
  return { statements: parts.map(part => statementOf(part, period)), warnings: markWarnings(file), declaredEncoding: fieldOf(file.header, 'КОДИРОВКА') };
}

/** Orders to the bank use the same grammar: no account section and no date of a bank's booking tells them from a statement. */
function requireBankSide(file: ExchangeFile): void {
  if (file.accounts.length > 0) return;
  const isBooked = file.documents.some(document => fieldOf(document.fields, 'ДАТАОПЕРАЦИИ', 'ДАТАПОСТУПИЛО', 'ДАТАСПИСАНО') !== undefined);
  if (isBooked) return;
  const [first] = file.documents;
  if (first === undefined) throw unreadable({ line: file.lastLine, tag: 'СекцияРасчСчет', detail: 'The file holds no account section and no document: it is not a statement.' });
  throw unreadable({ line: first.line, tag: 'СекцияРасчСчет', detail: 'The file holds payment orders to the bank, no account section and no booked document: it is not a statement.' });
}

type OpenPart = AccountPart & { figures: AccountFigures[]; documents: ReturnType<typeof documentLineOf>[] };

function accountPartsOf(file: ExchangeFile, headerAccount: string | undefined): OpenPart[] {
  const parts = new Map<string, OpenPart>();
  file.accounts.forEach((section, at) => {
    const figures = accountFiguresOf(section);
    const account = figures.account ?? headerAccount;
    if (account === undefined) throw unreadable({ line: section.line, tag: 'РасчСчет', detail: 'The account section names no account.' });
    const part = parts.get(account) ?? { account, line: section.line, figures: [], documents: [], sections: [] };
    parts.set(account, { ...part, figures: [...part.figures, figures], sections: [...part.sections, at + 1] });
  });
  if (parts.size > 0) return [...parts.values()];
  if (headerAccount === undefined) throw unreadable({ line: 1, tag: 'РасчСчет', detail: 'The file names no account.' });
  return [{ account: headerAccount, line: 1, figures: [], documents: [], sections: [] }];
}

/** A file of one account owns all its documents, for some name other accounts only; among several accounts a document belongs to the one it names, else to the section it follows. */
function partOfDocument(document: Section, parts: readonly OpenPart[]): OpenPart {
  const payerAccounts = accountsOf(document.fields, 'ПЛАТЕЛЬЩИК'),
    payeeAccounts = accountsOf(document.fields, 'ПОЛУЧАТЕЛЬ');
  const payer = parts.find(part => payerAccounts.includes(part.account)),
    payee = parts.find(part => payeeAccounts.includes(part.account));
  const followed = parts.find(part => part.sections.includes(document.accountsBefore));
  const owner = parts.length === 1 ? parts[0] : payer !== undefined && payee !== undefined ? ownerOfTransfer(document, { payer, payee }) : (payer ?? payee ?? followed);
  if (owner === undefined) throw unreadable({ line: document.line, tag: 'РасчСчет', detail: 'The document belongs to none of the accounts of the file.' });
  return owner;
}

/** A transfer between two accounts of one file: the sign or the bank's date tells whose statement this copy belongs to. */
function ownerOfTransfer({ fields }: Section, { payer, payee }: { payer: OpenPart; payee: OpenPart }): OpenPart {
  const isIncome = fieldOf(fields, 'СУММАПРИХОД') !== undefined && fieldOf(fields, 'СУММАРАСХОД') === undefined;
  const isCredited = fieldOf(fields, 'ДАТАПОСТУПИЛО') !== undefined && fieldOf(fields, 'ДАТАСПИСАНО') === undefined;
  return isIncome || isCredited ? payee : payer;
}

function markWarnings(file: ExchangeFile): readonly Problem[] {
  const unclosed = file.accounts
    .filter(section => !section.isClosed)
    .map((section): Problem => ({ effect: 'warning', code: 'end_of_account_mark_missing', line: section.line, tag: 'КонецРасчСчет', detail: 'The account section has no end mark.' }));
  const unended: Problem[] = file.hasEndMark ? [] : [{ effect: 'warning', code: 'end_of_file_mark_missing', line: file.lastLine, tag: 'КонецФайла', detail: 'The file has no end mark.' }];
  return [...unclosed, ...unended];
}
