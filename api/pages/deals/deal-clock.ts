import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { nextToCome } from '../../../domain/dunning/next-to-come.ts';
import type { DealPageView } from '../../../templates/pages/views/deal-view.ts';
import type { DealScene } from './deal-view.ts';

type NextRung = DealPageView['clock']['nextRung'];

/** The deal's own clock, what it comes to next, and the days that forms may name by it. */
export function clockOf({ file, config, policy, nowAt, canFastForward }: DealScene): Pick<DealPageView, 'bounds' | 'clock'> {
  const today = dateInZone(nowAt, file.customer.timeZone);
  // A form names its invoice later: the widest limit bounds the field, the invoice's own is checked when it is sent.
  const promiseDays = Math.max(0, ...file.invoices.map(row => file.reminderPolicyOf(row).policy.promise.staffMaxDays));
  return {
    // The last day of a pause ends within the limit, which counts from this hour.
    bounds: { tomorrowOn: addDays(today, 1), pauseLatestOn: addDays(today, policy.pauseMaxDays - 1), promiseLatestOn: addDays(today, promiseDays) },
    clock: {
      nowAt,
      aheadDays: Math.round(file.deal.clockAheadMs / 86_400_000),
      off: !config.fastForward ? 'disabled' : canFastForward ? null : 'unavailable',
      nextRung: nextRungOf(file),
    },
  };
}

/** The rung that the deal's clock comes to next, over all its invoices. */
function nextRungOf({ invoices, reminders, deal }: DealScene['file']): NextRung {
  const coming = invoices.map(row => {
    const fates = reminders.filter(fate => fate.invoiceId === row.id);
    return nextToCome(row.plan ?? [], fates);
  });
  return (coming.find(rung => rung !== null && rung.at === deal.nextRungAt) ?? null) as NextRung;
}
