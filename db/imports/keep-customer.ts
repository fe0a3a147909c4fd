import { and, eq, isNull } from 'drizzle-orm';
import type { ImportedCustomer } from '../../domain/imports/receivables.ts';
import { tellOfAddress } from '../delivery/tell-of-address.ts';
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
    .returning({ id: customer.id });
  if (made) return 'created';
  if (email !== null) await fillInEmail(db, { taxId: taxId.value, email, now: context.now });
  if (iban !== null)
    await db
      .update(customer)
      .set({ iban })
      .where(and(eq(customer.taxId, taxId.value), isNull(customer.iban)));
  return 'found';
}

/** A first address is news to the deals that had none to write to. */
async function fillInEmail(db: Db, { taxId, email, now }: { taxId: string; email: string; now: string }): Promise<void> {
  const filled = await db
    .update(customer)
    .set({ email })
    .where(and(eq(customer.taxId, taxId), isNull(customer.email)))
    .returning({ id: customer.id });
  for (const { id } of filled) await tellOfAddress(db, { customerId: id, actor: { type: 'system', id: 'records' }, commandId: `filled-${id}-${now}`, now });
}

function kindOf({ taxId, name }: ImportedCustomer): 'company' | 'sole_trader' | 'person' {
  if (taxId.type === 'kz_bin') return 'company';
  return /^(ИП|ЖК|IP)\s/iu.test(name) ? 'sole_trader' : 'person';
}
