import { rememberLink } from '../../../db/links/remember-link.ts';
import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { BuiltDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import type { PagesApp } from './pages-app.ts';

export type Owed = BuiltDeal & { invoiceId: string; url: string };

/** An open invoice of 1,160,000 KZT whose ladder is planned, with the link its customer holds; bound to `policyId`, the first version of it, where one is named. */
export async function anInvoice(
  pages: PagesApp,
  { issuedOn = '2030-04-01', dueOn = '2030-04-15', policyId = null }: { issuedOn?: string; dueOn?: string; policyId?: string | null } = {},
): Promise<Owed> {
  const deal = await aReceivable(pages.world.pool, { issuedOn, dueOn });
  if (policyId !== null) await pages.world.pool.query('update invoice set reminder_policy_id = $2, reminder_policy_version = 1 where id = $1', [deal.invoiceId, policyId]);
  await pages.world.start(deal);
  await eventually(
    () => pages.world.pool.query('select 1 from deal where id = $1 and next_rung_at is not null', [deal.dealId]).then(r => r.rowCount),
    count => count === 1,
  );
  const token = await rememberLink(pages.ctx.db, pages.ctx.config.linkKey, {
    purpose: 'invoice',
    subjectId: deal.invoiceId,
    letterId: 'page',
    dealId: deal.dealId,
    personId: null,
    createdAt: new Date().toISOString(),
    expiresAt: null,
  });
  return { ...deal, url: `/i/${token}` };
}

/** A day as the customer sees it, who is in Almaty. */
export const inDays = (days: number) => addDays(dateInZone(new Date().toISOString(), 'Asia/Almaty'), days);

/** The words of a page with blanks that part where they stand. */
export const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, ' ');
