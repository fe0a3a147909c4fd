import type { DealRow, DealsPageView } from '../../../../templates/pages/views/deals-view.ts';
import { staffFrame, tenge } from './frames.ts';

const row = (customerName: string, title: string, more: Partial<DealRow>): DealRow => ({
  url: '/deals/deal_sample',
  customerName,
  title,
  sum: tenge(1_000_000),
  remaining: null,
  disputed: null,
  stage: 'collecting',
  waitingFor: 'payment_due',
  role: null,
  holder: { type: 'customer' },
  sinceAt: '2026-11-13T05:00:00Z',
  overdue: null,
  stuckSinceAt: null,
  pausedUntilAt: null,
  next: null,
  ...more,
});

const attention: readonly DealRow[] = [
  row('ТОО «Тобыл Строй»', 'Трубы ПНД, участок 3', {
    sum: tenge(6_120_000),
    stage: 'approving',
    waitingFor: 'approval_open',
    role: 'lawyer',
    holder: { type: 'user', name: 'Динара Жунусова' },
    stuckSinceAt: '2026-11-16T05:00:00Z',
    next: { code: 'round_expires', at: '2026-12-07T12:00:00Z' },
  }),
  row('ТОО «Нур Плаза»', 'Отопление, корпус Б', {
    sum: tenge(1_133_954),
    stage: 'manual_collection',
    waitingFor: 'manual_collection',
    holder: { type: 'user', name: 'Динара Жунусова' },
    overdue: { days: 118, dueOn: '2026-07-27' },
  }),
  row('АО «Сарыарка Комбинат»', 'Запорная арматура, цех 2', {
    sum: tenge(8_487_700),
    waitingFor: 'payment_overdue',
    overdue: { days: 12, dueOn: '2026-11-10' },
    next: { code: 'letter', rung: '+14', at: '2026-11-24T05:00:00Z' },
  }),
  row('ТОО «Ромашка»', 'Насосы и арматура для котельной', {
    sum: tenge(3_986_746),
    remaining: tenge(2_486_746),
    waitingFor: 'reminders_paused',
    holder: { type: 'user', name: 'Айгерим Садыкова' },
    overdue: { days: 9, dueOn: '2026-11-13' },
    pausedUntilAt: '2026-11-30T18:59:59Z',
    next: { code: 'letter', rung: '+14', at: '2026-12-01T05:00:00Z' },
  }),
];

const onTrack: readonly DealRow[] = [
  row('ТОО «Караганда Жылу Сервис»', 'Насосная группа для котельной № 4', {
    sum: tenge(4_218_920),
    stage: 'approving',
    waitingFor: 'approval_open',
    role: 'cfo',
    holder: { type: 'user', name: 'Марат Ахметов', coverFor: 'Ирина Ким' },
    sinceAt: '2026-11-20T10:20:00Z',
    next: { code: 'escalation', at: '2026-11-23T10:20:00Z' },
  }),
  row('ГКП «Көктем Водоканал»', 'Счётчики воды, IV квартал', {
    sum: tenge(12_480_000),
    stage: 'invoicing',
    waitingFor: 'invoice_review',
    holder: { type: 'user', name: 'Сауле Абенова' },
    sinceAt: '2026-11-20T12:05:00Z',
    next: null,
  }),
  row('ТОО «Шапағат Мед»', 'Насосные станции, 2 шт', { sum: tenge(948_600), waitingFor: 'promise_open', next: { code: 'promise_due', at: '2026-11-25T05:00:00Z' } }),
  row('ТОО «Іле Құрылыс»', 'Аренда вибропогружателя', {
    sum: null,
    stage: 'quoting',
    waitingFor: 'draft_open',
    holder: { type: 'user', name: 'Айгерим Садыкова' },
    sinceAt: '2026-11-19T05:00:00Z',
    next: null,
  }),
];

const funnel = (counts: readonly number[]): DealsPageView['funnel'] =>
  (['quoting', 'approving', 'accepting', 'invoicing', 'collecting', 'manual_collection'] as const).map((stage, index) => ({
    stage,
    count: counts[index] ?? 0,
    sum: tenge((counts[index] ?? 0) * 2_420_000),
    url: `/deals?stage=${stage}`,
    current: false,
  }));

const filters = (counts: readonly number[]): DealsPageView['filters'] =>
  (['all', 'overdue', 'stuck', 'paused', 'mine', 'closed'] as const).map((code, index) => ({
    code,
    count: counts[index] ?? 0,
    url: code === 'all' ? '/deals' : `/deals?filter=${code}`,
    current: index === 0,
  }));

export const deals: DealsPageView = {
  frame: staffFrame('deals', '/deals'),
  open: { count: 38, sum: tenge(110_300_000) },
  funnel: funnel([6, 5, 3, 4, 17, 3]),
  filters: filters([38, 6, 1, 2, 11, 214]),
  query: '',
  kept: [],
  attention,
  onTrack,
  totalFound: 38,
  csvUrl: '/deals?format=csv',
  previousUrl: null,
  nextUrl: '/deals?cursor=next',
};

export const dealsEmpty: DealsPageView = { ...deals, open: { count: 0, sum: tenge(0) }, funnel: funnel([]), filters: filters([]), attention: [], onTrack: [], totalFound: 0, nextUrl: null };

export const dealsNothingFound: DealsPageView = { ...dealsEmpty, query: 'Ромашка & Ко <script>', kept: [{ name: 'stage', value: 'approving' }] };

const long = 'Товарищество с ограниченной ответственностью «Северо-Казахстанское специализированное монтажно-наладочное управление теплоэнергетики»';
export const dealsOverfull: DealsPageView = {
  ...deals,
  attention: Array.from({ length: 25 }, (_, index) =>
    row(long, `Поставка и монтаж оборудования, очередь ${index + 1}, включая пусконаладку`, {
      sum: tenge(1_234_567_890, 55),
      remaining: tenge(1_034_567_890, 5),
      overdue: { days: 1 + index * 7, dueOn: '2026-06-01' },
      holder: { type: 'user', name: 'Абдурахманова-Нурмагамбетова Гульбаршын' },
      next: { code: 'letters_stop', at: '2026-12-04T05:00:00Z' },
    }),
  ),
  previousUrl: '/deals?cursor=back',
};
