import { readCalendar } from '../../../../db/read/company-rules.ts';
import { dateInZone } from '../../../../domain/calendar/zone.ts';
import { type ExampleInvoice, exampleInvoice, exampleLadder } from '../../../../domain/dunning/example-ladder.ts';
import type { ReminderPolicy } from '../../../../domain/dunning/policy.ts';
import type { CompanyPolicy } from '../../../../domain/policy/company-policy.ts';
import type { ExampleRung } from '../../../../templates/pages/views/reminder-settings-view.ts';
import type { ApiContext } from '../../../context.ts';

export type Example = Readonly<{ invoice: ExampleInvoice; ladderOf: (policy: ReminderPolicy) => ExampleRung[] }>;

/** An invoice issued today on the company's usual terms, and when the rungs of a policy would go for it. */
export async function exampleOf(ctx: ApiContext, company: CompanyPolicy): Promise<Example> {
  const { zone, paymentTermsDays: termsDays } = company;
  const invoice = exampleInvoice({ todayOn: dateInZone(ctx.now().toISOString(), zone), termsDays, zone });
  const calendar = await readCalendar(ctx.db, company);
  return { invoice, ladderOf: policy => exampleLadder(policy, invoice, calendar).map(({ rung, at, outcome }) => ({ rung, at, goes: outcome === 'will_send' })) };
}
