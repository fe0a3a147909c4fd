import type { DealMatter, DebtMatter, InvoiceMatter, LetterFrame, LetterKind, LetterViews, ReminderLetter } from '../../../templates/emails/views.ts';

const tenge = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });

const frame: LetterFrame = {
  company: { tradeName: 'Арна Снаб', legalName: 'ТОО «Арна Снаб»', address: 'Алматы, ул. Примерная, 1' },
  contact: { name: 'Айгерим Садыкова', title: 'менеджер', phone: '+7 700 000-00-47', email: 'aigerim@arna.example' },
};

/** The invoice of the mock-ups: partly paid, 2 486 746 ₸ left. */
export const sampleInvoice: InvoiceMatter = {
  number: '2026-000118',
  title: 'Насосы и арматура для котельной',
  issuedOn: '2026-10-30',
  dueOn: '2026-11-13',
  total: tenge(398674600),
  paid: tenge(150000000),
  remaining: tenge(248674600),
  disputed: null,
  promised: null,
  latestPayment: { amount: tenge(150000000), receivedOn: '2026-11-18' },
  contractNumber: '17/2026',
  paymentReference: '7W4KD9RN',
  pageUrl: 'https://arna.example/i/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK',
  payee: { legalName: 'ТОО «Арна Снаб»', taxIdType: 'kz_bin', taxId: '000111222333', iban: 'KZ00000DEM0012345678', bankName: 'АО «Демо Банк»', bic: 'DEMOKZKA', kbe: '17', knp: '710' },
};

const deal: DealMatter = {
  title: 'Насосная группа для котельной № 4',
  customerName: 'ТОО «Караганда Жылу Сервис»',
  total: tenge(421892000),
  sellerName: 'Айгерим Садыкова',
  pageUrl: 'https://arna.example/deals/deal_1',
};

const debt: DebtMatter = {
  number: '2026-000118',
  dueOn: '2026-11-13',
  remaining: tenge(248674600),
  daysOverdue: 21,
  customerName: 'ТОО «Ромашка»',
  ownerName: 'Айгерим Садыкова',
  contractNumber: '17/2026',
  customerContact: { name: 'Гульнара Сейтова', phone: '+7 700 000-00-81', email: 'buh@romashka.example' },
  dealTitle: 'Насосы и арматура для котельной',
  dealUrl: 'https://arna.example/deals/deal_2',
};

const customer = { ...frame, recipientName: 'Гульнара Маратовна', invoice: sampleInvoice, bankCompleteAt: '2026-11-20T04:30:00Z' };

const promiseUrl = `${sampleInvoice.pageUrl}#promise`;
const reminder: ReminderLetter = { ...customer, daysOverdue: 0, dueOnDayOff: false, several: null, holds: [], escalated: [], offersSchedule: false, promiseUrl, courtesyUrl: null };
const held = { scope: 'deal', sinceOn: '2026-11-20', number: sampleInvoice.number, contractNumber: sampleInvoice.contractNumber } as const;
const courtesyUrl = 'https://arna.example/u/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK';

const unpaid: InvoiceMatter = { ...sampleInvoice, paid: tenge(0), remaining: tenge(398674600), latestPayment: null };

/** The reminders of one invoice, each with what is known and in force when it leaves; a part is paid between +3 and +7. */
const reminders = {
  reminder_minus_3: { ...reminder, invoice: unpaid, bankCompleteAt: '2026-11-10T04:30:00Z', courtesyUrl },
  reminder_0: { ...reminder, invoice: unpaid, bankCompleteAt: '2026-11-13T04:30:00Z' },
  reminder_plus_3: { ...reminder, invoice: unpaid, bankCompleteAt: '2026-11-16T04:30:00Z', daysOverdue: 3 },
  reminder_plus_7: { ...reminder, daysOverdue: 7, holds: [held], offersSchedule: true },
  reminder_plus_14: { ...reminder, bankCompleteAt: '2026-11-27T04:30:00Z', daysOverdue: 14, holds: [held], offersSchedule: true, escalated: [{ number: sampleInvoice.number, legalOn: '2026-12-04' }] },
} satisfies Partial<LetterViews>;

/** A second invoice of the same customer, due a week later and unpaid. */
const secondInvoice: InvoiceMatter = {
  ...sampleInvoice,
  number: '2026-000131',
  title: 'Арматура, вторая партия',
  issuedOn: '2026-11-06',
  dueOn: '2026-11-20',
  total: tenge(125000000),
  paid: tenge(0),
  remaining: tenge(125000000),
  latestPayment: null,
  contractNumber: null,
  paymentReference: 'K3MX52QA',
  pageUrl: 'https://arna.example/i/Qm8c2Ty6Xb4NeVa1RkWz9Jd3HsLp5GuFo7TiCyEnMlQ',
};

/** The same reminders where two invoices meet: the second one's rung is a milder one each time. */
function together(view: ReminderLetter, [first, second]: readonly [number, number]): ReminderLetter {
  const rows = [
    { ...view.invoice, daysOverdue: first },
    { ...secondInvoice, daysOverdue: second },
  ];
  const total = tenge(rows.reduce((sum, row) => sum + row.remaining.amountMinor, 0));
  return { ...view, several: { rows, total, numbers: rows.map(row => row.number).join(', '), codes: rows.map(row => row.paymentReference).join(', ') } };
}

export const severalReminders = {
  reminder_minus_3: together(reminders.reminder_minus_3, [0, 0]),
  reminder_0: together(reminders.reminder_0, [0, 0]),
  reminder_plus_3: together(reminders.reminder_plus_3, [3, 0]),
  reminder_plus_7: together(reminders.reminder_plus_7, [7, 0]),
  reminder_plus_14: together(reminders.reminder_plus_14, [14, 7]),
} as const;

/** Reminders in situations of their own: a day off, a hold on everything, none in force, no day of handing over. */
export const otherReminders: readonly Readonly<{ kind: keyof typeof reminders; view: ReminderLetter }>[] = [
  { kind: 'reminder_0', view: { ...reminders.reminder_0, daysOverdue: 2, dueOnDayOff: true } },
  { kind: 'reminder_0', view: together({ ...reminders.reminder_0, daysOverdue: 2, dueOnDayOff: true }, [2, 0]) },
  { kind: 'reminder_plus_3', view: { ...reminders.reminder_plus_3, offersSchedule: true } },
  { kind: 'reminder_plus_7', view: { ...reminders.reminder_plus_7, holds: [{ ...held, scope: 'customer' }] } },
  { kind: 'reminder_plus_7', view: { ...reminders.reminder_plus_7, holds: [{ ...held, contractNumber: null }] } },
  { kind: 'reminder_plus_7', view: { ...reminders.reminder_plus_7, holds: [] } },
  { kind: 'reminder_plus_7', view: together({ ...reminders.reminder_plus_7, holds: [] }, [7, 3]) },
  { kind: 'reminder_plus_14', view: { ...reminders.reminder_plus_14, holds: [], escalated: [{ number: sampleInvoice.number, legalOn: null }] } },
];

const approval = {
  ...frame,
  deal,
  version: 3,
  discountPercent: '18',
  creditDays: 45,
  marginPercent: '14.2',
  why: ['Скидка больше 15 %: решает финансовый директор.', 'Вы замещаете Ирину Ким до 28 ноября.'],
  changes: [
    { what: 'Скидка на насосы', before: '12 %', after: '18 %' },
    { what: 'Рама монтажная, 2 шт', before: '32 000 ₸', after: null },
    { what: 'Доставка', before: null, after: '145 000 ₸' },
  ],
  dueAt: '2026-11-23T10:20:00Z',
  workingMinutesLeft: 320,
  taskUrl: 'https://arna.example/t/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK',
};

const letters = [
  { rung: '-3', at: '2026-11-10T05:00:00Z', address: 'buh@romashka.example', answer: '250 2.0.0 Ok: queued as 4Fq7' },
  { rung: '+7', at: '2026-11-20T05:00:00Z', address: 'buh@romashka.example', answer: null },
] as const;

/** One believable view per letter, so that a test or a person can read every one of them. */
export const sampleViews: { readonly [Kind in LetterKind]: LetterViews[Kind] } = {
  approval_request: approval,
  approval_reminder: { ...approval, elapsedPercent: 80 },
  approval_escalated: { ...approval, approverName: 'Ирина Ким', role: 'cfo' },
  approval_superseded: { ...frame, deal, version: 2 },
  approval_withdrawn: { ...frame, deal, version: 2, reason: 'Клиент просит другой состав, пересчитаю.' },
  approval_stuck: { ...frame, deal, version: 3, approverName: 'Ирина Ким', role: 'cfo', dueAt: '2026-11-23T10:20:00Z', finalAt: '2026-12-08T13:00:00Z' },
  round_expired: { ...frame, deal, version: 3, approverName: 'Ирина Ким', role: 'cfo', expiredAt: '2026-12-08T13:00:00Z' },
  deal_rejected: {
    ...frame,
    deal,
    version: 3,
    decision: 'changes_requested',
    deciderName: 'Динара Жунусова',
    role: 'lawyer',
    reason: 'Верните пункт о неустойке в типовую редакцию.',
    keepsApprovals: true,
  },
  invoice: { ...customer, invoice: { ...sampleInvoice, paid: tenge(0), remaining: tenge(398674600), latestPayment: null }, bankCompleteAt: null },
  ...reminders,
  thank_you: { ...customer, invoice: { ...sampleInvoice, paid: tenge(398674600), remaining: tenge(0) }, paidOn: '2026-11-24', holdsLifted: true },
  owner_overdue: { ...frame, debt: { ...debt, daysOverdue: 3 }, rung: '+3', hold: null, next: { rung: '+7', at: '2026-11-20T05:00:00Z' } },
  promise_broken: { ...frame, debt: { ...debt, daysOverdue: 5 }, promised: tenge(100000000), payOn: '2026-11-17', next: { rung: '+7', at: '2026-11-20T05:00:00Z' } },
  payment_claimed: {
    ...frame,
    debt: { ...debt, daysOverdue: 5 },
    paidOn: '2026-11-17',
    paid: tenge(248674600),
    restUntil: '2026-11-19T19:00:00Z',
    order: { name: 'Платёжное поручение 118.pdf', url: 'https://arna.example/deals/deal_2/payment-orders/doc_1' },
  },
  head_task: { ...frame, debt: { ...debt, daysOverdue: 14 }, legalOn: '2026-12-04', letters },
  manual_collection: {
    ...frame,
    debt,
    taxIdType: 'kz_bin',
    taxId: '000222333444',
    letters,
    proofs: { invoiceSentAt: '2026-10-30T06:12:00Z', invoiceViewedAt: '2026-10-30T09:40:00Z', goodsDeliveredOn: '2026-11-02' },
    payments: [{ amount: tenge(150000000), receivedOn: '2026-11-18' }],
    promises: [{ amount: tenge(248674600), payOn: '2026-11-30', kept: false }],
    documents: [{ name: 'Счёт 2026-000118', url: 'https://arna.example/d/1' }],
  },
  payment_received: {
    ...frame,
    amount: tenge(150000000),
    receivedOn: '2026-11-18',
    payerName: 'ТОО «Ромашка»',
    customerName: 'ТОО «Ромашка»',
    invoiceNumber: '2026-000118',
    remaining: tenge(248674600),
    evidence: 'reference',
    holdsLifted: false,
    dealTitle: 'Насосы и арматура для котельной',
    dealUrl: 'https://arna.example/deals/deal_2',
  },
  customer_held: {
    ...frame,
    customerName: 'ТОО «Ромашка»',
    invoiceNumber: '2026-000118',
    remaining: tenge(248674600),
    daysOverdue: 7,
    sinceOn: '2026-11-20',
    debtOwnerName: 'Айгерим Садыкова',
    deals: [
      { title: 'Расходомеры для цеха № 2', url: 'https://arna.example/deals/deal_7' },
      { title: 'Сервис насосов, 2027', url: 'https://arna.example/deals/deal_8' },
    ],
    dealTitle: 'Расходомеры для цеха № 2',
    dealUrl: 'https://arna.example/deals/deal_7',
  },
  reminder_copy: {
    ...frame,
    letter: {
      subject: 'Счёт 2026-000118 на 2 486 746 ₸, просрочен на 3 дня',
      text: 'Здравствуйте, Гульнара Маратовна!\n\nПо счёту 2026-000118 прошло 3 дня после срока. Если оплатить мешает что-то с нашей стороны, ответьте на это письмо.\n\nОплатить:\nhttps://arna.example/i/…7W4K',
      address: 'buh@romashka.example',
      sentAt: '2026-11-16T05:00:00Z',
    },
    customerName: 'ТОО «Ромашка»',
    dealUrl: 'https://arna.example/deals/deal_2',
  },
  delivery_problem: {
    ...frame,
    problem: 'bounced',
    customerName: 'ТОО «Ромашка»',
    invoiceNumber: '2026-000118',
    remaining: tenge(248674600),
    address: 'buh@romashka.example',
    serverAnswer: '550 5.1.1 No such user',
    cause: null,
    daysSince: 0,
    phone: '+7 700 000-00-81',
    dealTitle: 'Насосы и арматура для котельной',
    dealUrl: 'https://arna.example/deals/deal_2',
  },
  step_up_code: { ...frame, contact: null, deal, version: 3, decision: 'approve', code: '482913', expiresAt: '2026-11-22T15:03:00Z', validMinutes: 10 },
  sign_in: { ...frame, contact: null, signInUrl: 'https://arna.example/sign_in/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK', expiresAt: '2026-11-22T15:03:00Z', validMinutes: 15 },
};
