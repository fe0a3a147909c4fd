import { addDays } from '../../domain/calendar/iso-date.ts';
import { type Deal, dealWhen, forwardPast, letRungPass, promise } from './deal-steps.ts';
import type { DemoApi } from './demo-api.ts';
import type { OpenInvoice } from './open-invoices.ts';

type Telling = Readonly<{ api: DemoApi; id: string; invoiceId: string; todayOn: string }>;
/** `tell` answers whether it came to its end: on a Temporal server that cannot move a clock it gets there by itself, later. */
type Story = Readonly<{ tells: string; later: string; tell: (telling: Telling) => Promise<boolean> }>;

const brokenPromise = (deal: Deal) => deal.timeline.some(event => event.type === 'promise.broken');

/** What happens to each open invoice of the demo after its import, and where it then stands. */
export const openInvoiceStories: Readonly<Record<OpenInvoice, Story>> = {
  'AS-000901': {
    tells: '14 days late, part-paid: the letter that names the lawyers has gone, and the head of sales has a task',
    later: '14 days late, part-paid: the head of sales gets a task the next working morning',
    tell: ({ api, id }) => letRungPass(api, id, '+14'),
  },
  'AS-000902': {
    tells: '45 days late: reminders paused for three weeks',
    later: '',
    tell: async ({ api, id, todayOn }) => {
      const deal = await dealWhen(api, id, { holds: seen => seen.paused || seen.invoices.some(invoice => invoice.next_rung), what: 'its ladder' });
      // A person has asked for time, and no letter has gone for three weeks.
      if (!deal.paused) await api.put(`/v1/deals/${id}/reminder_pause`, { until: addDays(todayOn, 21), reason: 'Сверяем количество по последней поставке, директор обещал ответ.' });
      return true;
    },
  },
  'AS-000903': {
    tells: '38 days late: letters have ended, people take over',
    later: '38 days late: letters end the next working morning',
    tell: ({ api, id }) => letRungPass(api, id, '+21'),
  },
  'AS-000904': {
    tells: '12 days late: payment was promised, nothing came, and the ladder goes on',
    later: '12 days late: payment is promised for today',
    tell: async ({ api, id, invoiceId, todayOn }) => {
      const untilAt = await promise(api, { id, invoiceId, payOn: todayOn });
      if (untilAt === null) return true;
      if (!(await forwardPast(api, id, untilAt))) return false;
      await dealWhen(api, id, { holds: brokenPromise, what: 'its broken promise' });
      return true;
    },
  },
  'AS-000905': {
    tells: 'not yet due, half of it disputed: the letter before the due date asks for the other half',
    later: 'not yet due, half of it disputed',
    tell: async ({ api, id, invoiceId }) => {
      const dispute = { amount: { value: 240_800_000, currency: 'KZT' }, reason: 'Привезли один шкаф автоматики из двух. За второй заплатим, когда он придёт.' };
      await dealWhen(api, id, { holds: seen => seen.invoices.some(invoice => invoice.next_rung), what: 'its ladder' });
      await api.post(`/v1/invoices/${invoiceId}/disputes`, dispute, 'demo-dispute-AS-000905');
      return letRungPass(api, id, '-3');
    },
  },
};
