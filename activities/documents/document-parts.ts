import type { PricedLine } from '../../domain/quote/price-line.ts';
import type { PricedPackage } from '../../domain/quote/price-quote.ts';
import { unitPriceBeforeVat } from '../../domain/quote/unit-price.ts';
import type { DocumentLine, DocumentParty, DocumentSeller, DocumentTotals } from '../../templates/documents/views.ts';
import type { AccountRow, CompanyRow, CustomerRow } from '../facts/deal-facts.ts';

/** Lines and totals of a priced package as a document shows them. */
export function documentSums(priced: PricedPackage): { lines: DocumentLine[]; totals: DocumentTotals } {
  const { currency, totals } = priced;
  const sum = (amountMinor: number) => ({ amountMinor, currency });
  return {
    lines: priced.lines.map(line => documentLine(line, currency)),
    totals: { net: sum(totals.netMinor), vat: sum(totals.vatMinor), gross: sum(totals.grossMinor) },
  };
}

function documentLine(line: PricedLine, currency: string): DocumentLine {
  const sum = (amountMinor: number) => ({ amountMinor, currency });
  const { sku, name, qty, unit, vatPercent } = line;
  const discountPercent = Number(line.discountPercent) === 0 ? null : line.discountPercent;
  return {
    sku,
    name,
    qty,
    unit,
    discountPercent,
    unitPriceAmount: unitPriceBeforeVat(line),
    vatRatePercent: vatPercent,
    net: sum(line.netMinor),
    vat: sum(line.vatMinor),
    gross: sum(line.grossMinor),
  };
}

export function sellerOf(company: CompanyRow): DocumentSeller {
  return { name: company.name, tradeName: company.shortName, taxIdType: 'kz_bin', taxId: company.taxId, address: company.address, vatCertificate: null, phone: company.phone, email: company.email };
}

export function buyerOf(customer: CustomerRow): DocumentParty {
  return { name: customer.name, taxIdType: customer.taxIdType ?? 'other', taxId: customer.taxId ?? '', address: customer.address };
}

export function accountOf(account: AccountRow, company: CompanyRow) {
  return { iban: account.iban, bankName: account.bank, bic: account.bic, kbe: company.kbe, knp: company.knp };
}
