import { and, eq, isNull } from 'drizzle-orm';
import type { ImportedCustomer } from '../../domain/imports/receivables.ts';
import { recordChange } from '../changes/record-change.ts';
import { newId } from '../ids.ts';
import { customer } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { ImportContext } from './import-context.ts';

/** Makes the customer, or finds it by its tax id and fills in what is missing on record; what is on record stays. Answers whether it was made. */
export async function keepCustomer(db: Db, given: ImportedCustomer, context: ImportContext): Promise<'created' | 'found'> {
  const { taxId, name, email, iban, segment, timeZone, language } = given;
  const [made] = await db
    .insert(customer)
    .values({
      id: newId('cus'),
      name,
      kind: kindOf(given),
      taxIdType: taxId.type,
      taxId: taxId.value,
      email,
      iban,
      segment: segment ?? 'corporate',
      timeZone: timeZone ?? context.zone,
      language: language ?? context.language,
      createdAt: context.now,
    })
    .onConflictDoNothing({ target: customer.taxId })
    .returning();
  if (made) {
    await recordChange(db, context, { what: 'customer.created', subjectId: made.id, before: null, after: made });
    return 'created';
  }
  const missing = [...(email === null ? [] : [{ email }]), ...(iban === null ? [] : [{ iban }])];
  for (const field of missing) {
    const empty = isNull('email' in field ? customer.email : customer.iban);
    const [filled] = await db
      .update(customer)
      .set(field)
      .where(and(eq(customer.taxId, taxId.value), empty))
      .returning({ id: customer.id });
    if (filled) await recordChange(db, context, { what: 'customer.changed', subjectId: filled.id, before: {}, after: field });
  }
  return 'found';
}

function kindOf({ taxId, name }: ImportedCustomer): 'company' | 'sole_trader' | 'person' {
  if (taxId.type === 'kz_bin') return 'company';
  return /^(ИП|ЖК|IP)\s/iu.test(name) ? 'sole_trader' : 'person';
}
