import type { DealPageView } from '../views/deal-view.ts';
import { presentDocuments } from './difference.ts';
import type { Tell } from './tell.ts';

/** The column beside the story: people, documents, customer, and what an admin needs. */
export function presentDealSide(view: DealPageView, tell: Tell) {
  const { customer, source } = view;
  return {
    owner: view.owner.name,
    approvedBy: view.approvedBy.length > 0 ? view.approvedBy.join(', ') : null,
    contact: customer.contactName ?? (customer.email === null && customer.phone === null ? null : customer.name),
    email: customer.email,
    emailUrl: customer.email === null ? null : `mailto:${customer.email}`,
    phone: customer.phone,
    phoneUrl: customer.phone === null ? null : `tel:${customer.phone.replace(/[^+\d]/g, '')}`,
    customer: {
      name: customer.name,
      about: [customer.taxId ? tell.say(`tax_id.${customer.taxId.type}`, { value: customer.taxId.value }) : null, tell.say(`segment.${customer.segment}`)].filter(Boolean).join(', '),
    },
    courtesy: customer.courtesyStopped === null ? null : tell.say(`side.courtesy_${customer.courtesyStopped.via}`, { day: tell.day(customer.courtesyStopped.at) }),
    work: view.work.map(item => ({ what: upperFirst(tell.say(`task_kind.${item.kind}`)), url: item.url, whose: whose(item, tell) })),
    holds: view.holds.map(hold => ({
      name: tell.word('hold', hold.scope === 'customer' ? `${hold.type}_all` : hold.type),
      since: tell.say('hold.since', { day: tell.day(hold.sinceAt, 'ablative') }),
    })),
    documents: presentDocuments(view.documents, tell),
    temporalUrl: view.temporalUrl,
    source: source === null ? null : { url: source.url, name: tell.say('side.source', { name: source.name }) },
    admin: view.temporalUrl !== null || source !== null,
  };
}

function whose({ holder, sinceAt }: DealPageView['work'][number], tell: Tell): string {
  const day = tell.day(sinceAt, 'ablative');
  if (holder === 'me') return tell.say('side.work_mine', { day });
  return holder === 'finance' ? tell.say('side.work_finance', { day }) : tell.say('side.work_of', { name: holder.name, day });
}

const upperFirst = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
