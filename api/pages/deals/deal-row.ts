import type { ListedDeal } from '../../../db/pages/list-deals.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { DealRow } from '../../../templates/pages/views/deals-view.ts';
import { disputedMinor, overdueDaysOf, owedMinor } from './owed.ts';
import { holderOf, nextOf, orDeadAddress, plainWaitingCode, runningPauses, withinReach } from './waiting.ts';

/** One deal of the list, by the deal's own now. What is late is told by its worst invoice. */
export function dealRow(row: ListedDeal, people: ReadonlyMap<string, PersonRow>, realNowMs: number): DealRow {
  const { deal, invoices, customerZone } = row;
  const nowAt = new Date(realNowMs + deal.clockAheadMs).toISOString();
  const money = (amountMinor: number) => ({ amountMinor, currency: deal.currency });
  const gross = deal.grossMinor ?? (invoices.length > 0 ? invoices.reduce((sum, each) => sum + each.grossMinor, 0) : null);
  const issued = invoices.filter(each => each.status === 'open' || each.status === 'paid');
  const worst = invoices.filter(each => overdueDaysOf(each, nowAt, customerZone) > 0).toSorted((a, b) => ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1))[0];
  const waitingFor = orDeadAddress(plainWaitingCode(deal.waitingFor), row.emailDeadReason);
  const running = runningPauses(row.pauses, nowAt),
    pause = running.find(each => each.kind === 'pause'),
    disputed = invoices.reduce((sum, each) => sum + disputedMinor(each, running), 0);
  return {
    url: `/deals/${deal.id}`,
    customerName: row.customerName,
    title: deal.title,
    sum: gross === null ? null : money(gross),
    remaining: issued.length === 0 ? null : money(issued.reduce((sum, each) => sum + owedMinor(each), 0)),
    disputed: disputed === 0 ? null : money(disputed),
    stage: deal.stage,
    waitingFor: deal.closedAt === null ? waitingFor : null,
    role: row.openRole,
    holder: deal.closedAt === null ? holderOf(deal, people, waitingFor) : { type: 'none' },
    sinceAt: deal.closedAt ?? deal.waitingSince,
    overdue: worst?.dueOn ? { days: overdueDaysOf(worst, nowAt, customerZone), dueOn: worst.dueOn } : null,
    stuckSinceAt: deal.stuckCode === null ? null : (deal.waitingSince ?? deal.createdAt),
    pausedUntilAt: pause?.untilAt ?? null,
    next: deal.closedAt === null ? withinReach(nextOf(deal, { invoices }), waitingFor) : null,
  };
}
