import type { z } from 'zod';
import type { GivenCustomer } from '../../../db/customers/keep-customer.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { checkBic } from '../../../domain/identifiers/bic.ts';
import { checkIban } from '../../../domain/identifiers/iban.ts';
import { checkTaxId } from '../../../domain/identifiers/tax-id.ts';
import type { CustomerInput } from '../../schemas/deal-request.ts';

/** The customer of a request with its identifiers proven; `usual` fills in what a request may leave out. */
export function readCustomerInput(body: z.output<typeof CustomerInput>, usual: { zone: string; language: GivenCustomer['language'] }): GivenCustomer {
  const taxId = body.tax_id && at('#/customer/tax_id/value', () => checkTaxId(body.tax_id ?? { type: 'kz_bin', value: '' }));
  const iban = body.bank && at('#/customer/bank/iban', () => checkIban(body.bank?.iban ?? '').iban);
  const bic = body.bank?.bic && at('#/customer/bank/bic', () => checkBic(body.bank?.bic ?? ''));
  return {
    ...{ externalId: body.external_id ?? null, name: body.name, kind: body.kind, taxIdType: taxId?.type ?? null, taxId: taxId?.value ?? null },
    ...{ email: body.email ?? null, phone: body.phone ?? null, contactName: body.contact_name ?? null, address: body.address ?? null },
    ...{ timeZone: body.time_zone ?? usual.zone, language: body.language ?? usual.language, segment: body.segment ?? 'corporate', iban: iban ?? null, bic: bic || null },
  };
}

/** Runs a check and names the field that its refusal speaks of. */
export function at<T>(pointer: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof RuleViolation) throw new RuleViolation(error.code, error.message, { ...error.data, pointer });
    throw error;
  }
}
