import { addDays } from '../../domain/calendar/iso-date.ts';
import { demoCustomers } from './customers.ts';
import { approve, changeOnRequest, dealWhen, outwaitStep, payFirstInvoice, promise, reject, sentInvoice } from './deal-steps.ts';
import type { DemoApi } from './demo-api.ts';
import type { LiveDealId } from './live-deals.ts';
import { returnInvoiceLetter } from './returned-letter.ts';

type Telling = Readonly<{ api: DemoApi; id: string; todayOn: string }>;
type Story = Readonly<{ tells: string; tell: (telling: Telling) => Promise<unknown> }>;

const payer = (key: 'qainar' | 'romashka') => ({ name: demoCustomers[key].name, tax_id: demoCustomers[key].taxId.value, iban: demoCustomers[key].iban });
const stands = (stage: string) => ({ holds: (deal: { stage: string }) => deal.stage === stage, what: `stage ${stage}` });
const waitsFor = (code: string) => ({ holds: (deal: { why_waiting: { code: string } | null }) => deal.why_waiting?.code === code, what: `waiting for ${code}` });

/** What happens to each live deal of the demo after its start, and where it then stands. */
export const dealStories: Readonly<Record<LiveDealId, Story>> = {
  'demo-01': { tells: 'a draft', tell: ({ api, id }) => dealWhen(api, id, waitsFor('draft_open')) },
  'demo-02': {
    tells: 'waits for the manager, and when the four hours are over for the director as well',
    tell: async ({ api, id }) => outwaitStep(api, await approve(api, id, { stopAt: 'manager' })),
  },
  'demo-03': {
    tells: 'waits for the CFO, who is away and covered for',
    tell: ({ api, id }) =>
      approve(api, id, {
        by: 'letter',
        stopAt: 'cfo',
        comments: { manager: 'Берут второй год подряд, платят в срок. В марте у них ещё две котельные.', lawyer: 'Пункт о неустойке вернули в типовую редакцию. Отсрочка — вопрос к финансам.' },
      }),
  },
  'demo-04': {
    tells: 'submitted again with shorter credit: the CFO alone is asked once more',
    tell: async ({ api, id }) => {
      const comments = { manager: 'Ёмкости под весенний сезон, заберут все четыре.', lawyer: 'Договор типовой, замечаний нет.' };
      await changeOnRequest(api, await approve(api, id, { by: 'letter', stopAt: 'cfo', comments }), {
        comment: 'Отсрочка 60 дней при просрочке по прошлой поставке: нет. 20 дней согласую.',
        terms: { due: { type: 'net_days', days: 20 } },
      });
    },
  },
  'demo-05': {
    tells: 'approved by the manager alone, waits for the customer to accept',
    tell: async ({ api, id }) => {
      await approve(api, id, { by: 'letter', comments: { manager: 'Типтік мәміле, келісемін.' } });
      await dealWhen(api, id, stands('accepting'));
    },
  },
  'demo-06': {
    tells: 'approved by four roles in turn; its invoice waits for finance at the review gate',
    tell: async ({ api, id }) => {
      await approve(api, id, { by: 'letter', comments: { lawyer: 'Тапсырыс берушінің шарт үлгісі тексерілді, ескерту жоқ.' } });
      await dealWhen(api, id, waitsFor('invoice_review'));
    },
  },
  'demo-07': {
    tells: 'advance promised and paid, waits for the delivery',
    tell: async ({ api, id, todayOn }) => {
      await approve(api, id, {});
      const advance = await sentInvoice(api, id);
      if (advance) await promise(api, { id, invoiceId: advance.id, payOn: addDays(todayOn, 2) });
      await payFirstInvoice(api, id, { receivedOn: todayOn, payer: payer('qainar') });
      await dealWhen(api, id, waitsFor('delivery_pending'));
    },
  },
  'demo-08': {
    tells: 'invoiced, not yet due; its letter came back, for the address is wrong',
    tell: async ({ api, id }) => {
      await approve(api, id, { by: 'letter' });
      await returnInvoiceLetter(api, id, demoCustomers.caspian.email);
    },
  },
  'demo-09': {
    tells: 'paid',
    tell: async ({ api, id, todayOn }) => {
      await approve(api, id, { by: 'letter' });
      await payFirstInvoice(api, id, { receivedOn: todayOn, payer: payer('romashka') });
      await dealWhen(api, id, stands('paid'));
    },
  },
  'demo-10': {
    tells: 'rejected, and then lost, each with its reason',
    tell: async ({ api, id }) => {
      await reject(api, id, 'Резервный насос без предоплаты не отгружаем: предложите половину вперёд.');
      await api.post(`/v1/deals/${id}/lose`, { reason: 'Клиент отремонтировал старый насос, резервный не нужен.' }, 'demo-lose-10');
      await dealWhen(api, id, stands('lost'));
    },
  },
  'demo-11': {
    tells: 'invoiced; its letter goes to a full mailbox',
    tell: async ({ api, id }) => {
      await approve(api, id, { by: 'letter' });
      await dealWhen(api, id, stands('collecting'));
    },
  },
};

/** Several decisions by letter, one after another, wait for as many windows to take them back, with little to do meanwhile: begun first, they hold nothing up. */
export const longestStories: readonly LiveDealId[] = ['demo-06', 'demo-04', 'demo-03'];
