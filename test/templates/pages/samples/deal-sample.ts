import type { DealInvoice, DealPageView, LadderRung } from '../../../../templates/pages/views/deal-view.ts';
import type { StoryEntry } from '../../../../templates/pages/views/story-view.ts';
import { nowAt, staffFrame, tenge } from './frames.ts';

const rung = (name: LadderRung['rung'], at: string, more: Partial<LadderRung>): LadderRung => ({
  rung: name,
  at,
  movedFromAt: null,
  tone: 'soft',
  effects: [],
  outcome: 'sent',
  reason: null,
  untilAt: null,
  isNext: false,
  ...more,
});

const ladder: readonly LadderRung[] = [
  rung('-3', '2026-11-10T05:00:00Z', {}),
  rung('0', '2026-11-13T05:00:00Z', { tone: 'neutral' }),
  rung('+3', '2026-11-16T05:00:00Z', { tone: 'businesslike', effects: ['tell_owner'] }),
  rung('+7', '2026-11-20T05:00:00Z', { tone: 'official', effects: ['shipment_hold'] }),
  rung('+14', '2026-12-01T05:00:00Z', { tone: 'escalation', effects: ['head_task'], movedFromAt: '2026-11-27T05:00:00Z', outcome: 'covered_by_pause', untilAt: '2026-11-30T18:59:59Z', isNext: true }),
  rung('+21', '2026-12-04T05:00:00Z', { tone: 'none', effects: ['stop_letters', 'collection_task'], outcome: 'will_send' }),
];

const invoice: DealInvoice = {
  id: 'inv_sample',
  number: '2026-000118',
  url: '/i/sample',
  status: 'open',
  delivery: 'viewed',
  received: false,
  issuedOn: '2026-10-30',
  dueOn: '2026-11-13',
  gross: tenge(3_986_746),
  remaining: tenge(2_486_746),
  disputed: null,
  overdueDays: 9,
  reviewReason: null,
  ladder,
  customerZone: 'Asia/Almaty',
  bankData: { bank: 'АО «Демо Банк»', completeTo: '2026-11-20T13:10:00Z' },
};

const letter = {
  subject: 'Счёт 2026-000118: прошло 7 дней',
  text: 'Здравствуйте, Гульнара Маратовна!\nПо счёту 2026-000118 осталось оплатить 2 486 746 ₸. Срок был 13 ноября, прошло 7 дней.\nС сегодняшнего дня отгрузки по договору 17/2026 приостановлены.',
};
const none = { who: null, words: null, letter: null };
const story: readonly StoryEntry[] = [
  { what: 'reminders_paused', untilAt: '2026-11-30T18:59:59Z', at: '2026-11-20T11:35:00Z', who: 'Айгерим Садыкова', words: 'Бухгалтер сверяет остаток, ответит к понедельнику.', letter: null },
  { what: 'invoice_viewed', number: '2026-000118', at: '2026-11-20T10:58:00Z', ...none },
  { what: 'rung_sent', rung: '+7', address: 'buh@romashka.example', at: '2026-11-20T05:00:00Z', who: null, words: null, letter },
  { what: 'shipment_held', at: '2026-11-20T05:00:00Z', ...none },
  { what: 'payment_received', sum: tenge(1_500_000), payerName: 'ТОО «Ромашка»', at: '2026-11-18T09:12:00Z', ...none },
  {
    what: 'rung_sent',
    rung: '+3',
    address: 'buh@romashka.example',
    at: '2026-11-16T05:00:00Z',
    who: null,
    words: null,
    letter: { subject: 'Счёт 2026-000118: прошло 3 дня', text: 'По счёту 2026-000118 прошло 3 дня после срока.' },
  },
];

const payer: DealPageView['payer'] = {
  type: 'accidental',
  decided: { by: 'Руслан Оспанов', at: '2026-08-11T06:00:00Z', reason: 'Сменился бухгалтер, первый раз за три года.' },
  proposed: {
    type: 'chronic',
    reasons: [{ code: 'often_late', late: 6, invoices: 11, medianDaysLate: 9 }],
    terms: 'shorter_credit',
  },
  figures: { months: 12, invoices: 11, paid: 10, medianDaysLate: 4, unpaidOverdue: 1, brokenPromises: 1, writtenOff: 0 },
};

export const deal: DealPageView = {
  frame: staffFrame('deals', '/deals/deal_sample'),
  id: 'deal_sample',
  title: 'Насосы и арматура для котельной, Караганда',
  stage: 'collecting',
  gross: tenge(3_986_746),
  rail: [
    { stage: 'quoting', state: 'done', fromOn: '2026-10-20', toOn: '2026-10-26' },
    { stage: 'approving', state: 'done', fromOn: '2026-10-26', toOn: '2026-10-29' },
    { stage: 'accepting', state: 'skipped', fromOn: null, toOn: null },
    { stage: 'invoicing', state: 'done', fromOn: '2026-10-30', toOn: '2026-10-30' },
    { stage: 'collecting', state: 'now', fromOn: '2026-10-30', toOn: null },
    { stage: 'paid', state: 'ahead', fromOn: null, toOn: null },
  ],
  waiting: {
    code: 'payment_overdue',
    holder: { type: 'user', name: 'Айгерим Садыкова' },
    sinceAt: '2026-11-12T19:00:00Z',
    sum: tenge(2_486_746),
    role: null,
    overdueDays: 9,
    next: { code: 'letter', rung: '+14', at: '2026-12-01T05:00:00Z' },
    pausedUntilAt: '2026-11-30T18:59:59Z',
  },
  closed: null,
  failing: [],
  approval: null,
  invoices: [invoice],
  payments: [{ payerName: 'ТОО «Ромашка»', receivedOn: '2026-11-18', amount: tenge(1_500_000), how: 'reference' }],
  remaining: tenge(2_486_746),
  story,
  earlierEvents: 21,
  earlierUrl: '/deals/deal_sample?story=all',
  versions: {
    current: 2,
    frozenOn: '2026-10-26',
    previous: { version: 1, frozenOn: '2026-10-20' },
    differences: [
      { what: { code: 'due' }, before: { days: 30 }, after: { days: 14 } },
      { what: { line: 'Манометр 0–10 бар', part: 'qty' }, before: { qty: '8', unit: 'шт' }, after: { qty: '12', unit: 'шт' } },
      { what: { line: 'Доставка в Караганду' }, before: { absent: true }, after: { money: tenge(145_000) } },
      { what: { code: 'gross' }, before: { money: tenge(3_788_478, 80) }, after: { money: tenge(3_986_746) } },
    ],
  },
  owner: { name: 'Айгерим Садыкова' },
  approvedBy: ['Руслан Оспанов', 'Динара Жунусова', 'Ирина Ким', 'Бахыт Нурланов'],
  customer: {
    name: 'ТОО «Ромашка»',
    taxId: { type: 'kz_bin', value: '000222333444' },
    segment: 'corporate',
    contactName: 'Гульнара Маратовна Сейтова',
    email: 'buh@romashka.example',
    phone: '+7 700 000-00-81',
    courtesyStopped: { at: '2026-11-10T06:00:00Z', via: 'one_click' },
  },
  payer,
  holds: [{ type: 'shipment', scope: 'customer', sinceAt: '2026-11-20T05:00:00Z' }],
  work: [
    { kind: 'call', holder: 'me', sinceAt: '2026-11-19T05:00:00Z', url: '/tasks#hum_1' },
    { kind: 'stale_bank_data', holder: 'finance', sinceAt: '2026-11-20T05:00:00Z', url: null },
  ],
  heldShipments: {
    sinceAt: '2026-11-20T05:00:00Z',
    overdue: tenge(2_486_746),
    overdueDays: 9,
    whoMay: [
      { name: 'Ирина Ким', role: 'cfo' },
      { name: 'Бахыт Нурланов', role: 'director' },
    ],
    roles: ['cfo', 'director'],
  },
  documents: [
    { kind: 'invoice', number: '2026-000118', madeAt: '2026-10-30T05:00:00Z', url: '/deals/deal_sample/documents/doc_1', bytes: 212_000 },
    { kind: 'quote', version: 2, madeAt: '2026-10-26T05:00:00Z', url: '/deals/deal_sample/documents/doc_2', bytes: 1_320_000 },
  ],
  temporalUrl: 'http://localhost:8233/namespaces/default/workflows/deal%3Aapi%3Adeal_sample',
  source: { name: 'Bitrix24', url: null },
  may: ['pause_reminders', 'resume_reminders', 'promise_to_pay', 'agree_schedule', 'cancel', 'write_off', 'hand_over', 'decide_payer_type', 'fast_forward'],
  handOverTo: [{ id: 'usr_2', name: 'Руслан Оспанов' }],
  bounds: { tomorrowOn: '2026-11-23', pauseLatestOn: '2027-05-21', promiseLatestOn: '2027-01-21' },
  clock: { nowAt, aheadDays: 0, off: null, nextRung: { rung: '+14', at: '2026-12-01T05:00:00Z' } },
  form: null,
  nonce: '0123456789abcdef0123456789abcdef',
};

/** As the finance director sees it, who sent the form without a reason. */
export const dealHeld: DealPageView = {
  ...deal,
  may: ['lift_hold'],
  form: { verb: 'lift_hold', problems: [{ field: 'reason', code: 'reason_required' }], values: { reason: '' } },
};

/** After she has agreed. */
export const dealReleased: DealPageView = {
  ...deal,
  holds: [],
  heldShipments: null,
  story: [
    {
      ...{ what: 'shipment_released', sum: tenge(2_486_746), overdueDays: 9, role: 'cfo', personName: 'Ирина Ким', packageVersion: 2 },
      ...{ at: '2026-11-22T06:00:00Z', who: 'Ирина Ким', words: 'Остаток придёт в пятницу, насосы нужны на объекте.', letter: null },
    },
    ...story,
  ],
};

/** As the seller sees it, who tried, where nobody has the role that the policy asks for. */
export const dealHeldWithoutApprover: DealPageView = {
  ...deal,
  heldShipments: { sinceAt: '2026-11-20T05:00:00Z', overdue: tenge(2_486_746), overdueDays: 9, whoMay: [], roles: ['cfo', 'director'] },
  form: { verb: 'lift_hold', problems: [{ field: null, code: 'not_approver' }], values: {} },
};

/** A deal that nobody has submitted yet: no invoice, no version, no event. */
export const dealDraft: DealPageView = {
  ...deal,
  title: 'Аренда вибропогружателя',
  stage: 'quoting',
  gross: null,
  rail: deal.rail.map((step, index) => ({ ...step, state: index === 0 ? 'now' : 'ahead', fromOn: index === 0 ? '2026-11-19' : null, toOn: null })),
  waiting: { code: 'draft_open', holder: { type: 'user', name: 'Айгерим Садыкова' }, sinceAt: '2026-11-19T05:00:00Z', sum: null, role: null, overdueDays: 0, next: null, pausedUntilAt: null },
  invoices: [],
  payments: [],
  remaining: null,
  story: [],
  earlierEvents: 0,
  earlierUrl: null,
  versions: null,
  approvedBy: [],
  holds: [],
  work: [],
  heldShipments: null,
  documents: [],
  temporalUrl: null,
  source: null,
  customer: { name: 'ТОО «Іле Құрылыс»', taxId: null, segment: 'retail', contactName: null, email: null, phone: null, courtesyStopped: null },
  payer: {
    type: null,
    decided: null,
    proposed: { type: null, reasons: [{ code: 'no_history' }], terms: null },
    figures: { ...payer.figures, invoices: 0, paid: 0, medianDaysLate: null, unpaidOverdue: 0, brokenPromises: 0 },
  },
  may: ['submit', 'lose'],
  clock: { nowAt, aheadDays: 0, off: 'disabled', nextRung: null },
};

/** A deal in approval whose PDF cannot be printed, moved ahead by 7 days. */
export const dealApproving: DealPageView = {
  ...dealDraft,
  frame: staffFrame('deals', '/deals/deal_sample', { done: 'submitted' }),
  title: 'Насосная группа для котельной № 4',
  stage: 'approving',
  gross: tenge(4_218_920),
  rail: deal.rail.map((step, index) => ({ ...step, state: index === 0 ? 'done' : index === 1 ? 'now' : 'ahead', fromOn: index < 2 ? '2026-11-19' : null, toOn: index === 0 ? '2026-11-19' : null })),
  waiting: {
    code: 'approval_open',
    holder: { type: 'user', name: 'Марат Ахметов', coverFor: 'Ирина Ким' },
    sinceAt: '2026-11-20T10:20:00Z',
    sum: null,
    role: 'cfo',
    overdueDays: 0,
    next: { code: 'reminder_50', at: '2026-11-23T05:20:00Z' },
    pausedUntilAt: null,
  },
  failing: [{ part: 'pdf', cause: 'browser_missing', attempts: 4, sinceAt: '2026-11-19T05:00:00Z', nextTryAt: '2026-11-22T15:10:00Z' }],
  approval: {
    round: 1,
    version: 3,
    steps: [
      {
        role: 'manager',
        personName: 'Руслан Оспанов',
        status: 'approved',
        dueAt: '2026-11-19T10:00:00Z',
        decidedAt: '2026-11-19T06:40:00Z',
        escalatedAt: null,
        keptFromVersion: null,
        comment: 'Берут второй год подряд, платят в срок.',
        why: ['каждую сделку смотрит руководитель продаж'],
      },
      {
        role: 'lawyer',
        personName: 'Динара Жунусова',
        status: 'approved',
        dueAt: '2026-11-20T10:00:00Z',
        decidedAt: '2026-11-20T10:20:00Z',
        escalatedAt: null,
        keptFromVersion: 2,
        comment: null,
        why: [],
      },
      {
        role: 'cfo',
        personName: 'Марат Ахметов',
        status: 'open',
        dueAt: '2026-11-23T10:20:00Z',
        decidedAt: null,
        escalatedAt: '2026-11-22T10:20:00Z',
        keptFromVersion: null,
        comment: null,
        why: ['скидка больше 15 %', 'отсрочка больше 30 дней'],
      },
      { role: 'director', personName: null, status: 'waiting', dueAt: null, decidedAt: null, escalatedAt: null, keptFromVersion: null, comment: null, why: [] },
    ],
  },
  story: [
    { what: 'approval_opened', role: 'cfo', personName: 'Марат Ахметов', at: '2026-11-20T10:20:00Z', ...none },
    { what: 'approval_approved', role: 'lawyer', personName: 'Динара Жунусова', at: '2026-11-20T10:20:00Z', ...none, who: 'Динара Жунусова' },
    { what: 'package_submitted', version: 3, sum: tenge(4_218_920), at: '2026-11-19T04:52:00Z', ...none, who: 'Айгерим Садыкова', words: 'Конкурент дал 20 % и 60 дней.' },
    { what: 'deal_created', at: '2026-11-18T04:52:00Z', ...none, who: 'Bitrix24' },
  ],
  may: ['lose', 'fast_forward'],
  clock: { nowAt, aheadDays: 7, off: null, nextRung: null },
};

/** An invoice at the review gate, and the form that came back without a reason. */
export const dealReview: DealPageView = {
  ...deal,
  stage: 'invoicing',
  invoices: [
    {
      ...invoice,
      id: 'inv_review',
      number: null,
      url: null,
      status: 'review',
      delivery: 'created',
      received: false,
      issuedOn: null,
      dueOn: null,
      overdueDays: 0,
      ladder: [],
      reviewReason: 'Нетиповой договор: проверьте реквизиты и срок.',
    },
  ],
  payments: [],
  waiting: {
    code: 'invoice_review',
    holder: { type: 'user', name: 'Сауле Абенова' },
    sinceAt: '2026-11-20T12:05:00Z',
    sum: tenge(3_986_746),
    role: null,
    overdueDays: 0,
    next: null,
    pausedUntilAt: null,
  },
  may: ['release', 'cancel', 'pause_reminders'],
  form: { verb: 'cancel', problems: [{ field: 'reason', code: 'reason_required' }], values: { reason: '' } },
};

export const dealPaid: DealPageView = {
  ...deal,
  stage: 'paid',
  waiting: null,
  closed: { at: '2026-11-21T09:00:00Z', reason: null },
  remaining: tenge(0),
  may: [],
  holds: [],
  work: [],
  heldShipments: null,
  clock: { nowAt, aheadDays: 0, off: 'unavailable', nextRung: null },
  rail: deal.rail.map((step, index) => ({
    ...step,
    state: step.state === 'skipped' ? 'skipped' : index === 5 ? 'now' : 'done',
    fromOn: index === 5 ? '2026-11-21' : step.fromOn,
    toOn: index === 4 ? '2026-11-21' : step.toOn,
  })),
  invoices: [
    {
      ...invoice,
      status: 'paid',
      remaining: tenge(0),
      overdueDays: 0,
      bankData: { bank: 'АО «Демо Банк»', completeTo: null },
      ladder: ladder.map((one, index) => (index < 4 ? one : { ...one, outcome: 'skipped', reason: 'paid', movedFromAt: null, isNext: false, untilAt: null })),
    },
  ],
};

/** After the type was decided as the history speaks, and a second form came back without type and reason. */
export const dealPayerDecided: DealPageView = {
  ...deal,
  payer: { ...payer, type: 'chronic', decided: { by: 'Айгерим Садыкова', at: '2026-11-20T06:00:00Z', reason: 'Как предложено. Оплачено с опозданием: 6 из 11, обычно на 9 дней.' } },
  form: {
    verb: 'decide_payer_type',
    problems: [
      { field: 'payer_type', code: 'payer_type_required' },
      { field: 'reason', code: 'reason_required' },
    ],
    values: { payer_type: '', reason: '' },
  },
};

/** A schedule that came back: a day twice, and a sum that cannot be read. */
export const dealSchedule: DealPageView = {
  ...deal,
  form: {
    verb: 'agree_schedule',
    problems: [
      { field: 'pay_on_2', code: 'day_twice' },
      { field: 'amount_2', code: 'amount_unreadable' },
      { field: null, code: 'schedule_untied', limit: tenge(2_486_746) },
    ],
    values: { pay_on_1: '2026-12-04', amount_1: '1 486 746', pay_on_2: '2026-12-04', amount_2: 'остальное' },
  },
};
