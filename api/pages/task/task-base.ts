import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { Money } from '../../../domain/money/money.ts';
import { afterApproval } from '../../../domain/quote/after-approval.ts';
import type { PublicFrame } from '../../../templates/pages/views/frame-view.ts';
import type { OpenedStep } from './open-link.ts';

/** What every state of a task page knows of its deal, version and reader. */
export function taskBase(opened: OpenedStep, frame: PublicFrame) {
  const { token, person, people, file } = opened;
  const { task, deal, customer, version } = file;
  const gross: Money = { amountMinor: version.grossMinor, currency: version.content.currency };
  return {
    frame,
    url: `/t/${token}`,
    deal: { title: version.content.title, customerName: customer.name, ownerName: people.get(deal.ownerId)?.name ?? '' },
    version: task.version,
    frozenOn: dateInZone(version.frozenAt, person.timeZone),
    role: task.role,
    gross,
    personName: person.name,
    afterLast: afterApproval(version.content),
  };
}
