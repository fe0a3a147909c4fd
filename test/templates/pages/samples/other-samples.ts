import type { CourtesyPageView } from '../../../../templates/pages/views/courtesy-view.ts';
import type { ErrorPageView, SignInPageView } from '../../../../templates/pages/views/entry-view.ts';
import type { InboxLetterPageView, InboxPageView } from '../../../../templates/pages/views/inbox-view.ts';
import type { StartPageView } from '../../../../templates/pages/views/start-view.ts';
import type { LookPageView, TasksPageView } from '../../../../templates/pages/views/tasks-view.ts';
import { publicFrame, staffFrame, tenge } from './frames.ts';
import { task, taskEscalated, taskPlain } from './task-sample.ts';

export const start: StartPageView = {
  frame: staffFrame('start', '/', { person: null }),
  demo: true,
  steps: [
    {
      code: 'create',
      state: 'done',
      url: '/docs',
      command: "curl -X POST localhost:3000/v1/deals -H 'authorization: Bearer q2c_test_demo_…' -H 'idempotency-key: try-1' -H 'content-type: application/json' -d @examples/deal.json",
    },
    { code: 'approve', state: 'now', url: '/inbox' },
    { code: 'invoice', state: 'ahead', url: '/deals/deal_sample' },
    { code: 'remind', state: 'ahead', url: '/deals/deal_sample#forward' },
    { code: 'pay', state: 'ahead', url: null, command: 'npm run example:statement' },
  ],
  addresses: [
    { what: 'pages', url: 'http://localhost:3000/', link: true },
    { what: 'inbox', url: 'http://localhost:3000/inbox', link: true },
    { what: 'temporal', url: 'http://localhost:8233/', link: true },
    { what: 'docs', url: 'http://localhost:3000/docs', link: true },
    { what: 'postgres', url: 'postgres://localhost:54329/q2c', link: false },
  ],
  enter: [
    { id: 'usr_1', name: 'Айгерим Садыкова', roles: ['seller'] },
    { id: 'usr_2', name: 'Руслан Оспанов', roles: ['manager'] },
    { id: 'usr_3', name: 'Динара Жунусова', roles: ['lawyer'] },
    { id: 'usr_4', name: 'Ирина Ким', roles: ['cfo', 'finance'] },
    { id: 'usr_5', name: 'Тимур Каримов', roles: ['admin'] },
  ],
};
export const startOutsideDemo: StartPageView = { ...start, demo: false, enter: [], frame: staffFrame('start', '/', { inbox: false, openTasks: 0, done: 'entered' }) };

export const tasks: TasksPageView = {
  frame: staffFrame('tasks', '/tasks'),
  mayLook: true,
  covers: [
    { mine: false, name: 'Ирина Ким', fromOn: '2026-11-16', toOn: '2026-11-28', runs: true },
    { mine: true, name: 'Сауле Абенова', fromOn: '2026-12-28', toOn: '2027-01-10', runs: false },
  ],
  load: [
    { role: 'manager', waiting: 3, rows: [{ name: 'Руслан Оспанов', waiting: 3, late: 1, oldestSince: '2026-11-19T05:20:00Z', oldestMinutes: 1_040 }] },
    {
      role: 'cfo',
      waiting: 5,
      rows: [
        { name: 'Марат Ахметов', waiting: 4, late: 0, oldestSince: '2026-11-20T10:20:00Z', oldestMinutes: 160 },
        { name: 'Ирина Ким', waiting: 1, late: 0, oldestSince: '2026-11-20T12:20:00Z', oldestMinutes: 40 },
      ],
    },
  ],
  pace: [
    { role: 'manager', decided: 38, half: { workingMinutes: 52, clockMinutes: 55 }, most: { workingMinutes: 231, clockMinutes: 1_130 } },
    { role: 'lawyer', decided: 21, half: { workingMinutes: 410, clockMinutes: 1_320 }, most: { workingMinutes: 1_025, clockMinutes: 5_842 } },
    { role: 'cfo', decided: 20, half: { workingMinutes: 185, clockMinutes: 190 }, most: { workingMinutes: 470, clockMinutes: 1_475 } },
  ],
  open: [
    {
      url: '/t/a',
      kind: 'approval',
      role: 'cfo',
      customerName: 'ТОО «Караганда Жылу Сервис»',
      title: 'Насосная группа для котельной № 4',
      sum: tenge(4_218_920),
      dueAt: '2026-11-23T10:20:00Z',
      workingMinutesLeft: 320,
      coverFor: 'Ирина Ким',
    },
    {
      url: '/t/b',
      kind: 'approval',
      role: 'manager',
      customerName: 'ИП Бекова Г. С.',
      title: 'Расходомеры',
      sum: tenge(412_300),
      dueAt: '2026-11-20T10:20:00Z',
      workingMinutesLeft: -10,
      coverFor: null,
    },
    { url: '/deals/deal_sample', kind: 'call', role: null, customerName: 'ТОО «Ромашка»', title: 'Насосы и арматура', sum: null, dueAt: null, workingMinutesLeft: null, coverFor: null },
  ],
  work: [
    {
      ...{ id: 'hum_call', kind: 'call', customerName: 'ТОО «Ромашка»', openedAt: '2026-11-12T06:40:00Z', sentAt: null, phone: '+7 700 000-00-81', address: null, deadReason: null, claim: null },
      forms: [{ of: 'done', action: '/tasks/hum_call/done' }],
    },
    {
      ...{ id: 'hum_verify', kind: 'letter_verify', customerName: 'ТОО «Қайнар Су»', openedAt: null, sentAt: null, phone: '+7 700 000-00-82', address: null, deadReason: null, claim: null },
      forms: [{ of: 'settle', action: '/tasks/hum_verify/settle', letterId: 'let_1', subject: 'Счёт 2026-000118: срок прошёл 13 ноября', address: 'buh@qainar.example' }],
    },
    {
      ...{ id: 'hum_claim', kind: 'payment_claim', customerName: 'ТОО «Ромашка»', openedAt: null, sentAt: null, phone: '+7 700 000-00-81', address: null, deadReason: null },
      claim: { paidOn: '2026-11-21', sum: tenge(1_000_000), orders: [118, 119].map(no => ({ name: `Платёжное поручение ${no}.pdf`, url: `/deals/deal_sample/payment-orders/doc_${no}` })) },
      forms: [{ of: 'done', action: '/tasks/hum_claim/done' }],
    },
    {
      ...{ id: 'hum_held', kind: 'held_letter', customerName: 'ИП Бекова Г. С.', openedAt: null, sentAt: null, phone: null, address: null, deadReason: null, claim: null },
      forms: [{ of: 'held', action: '/tasks/hum_held/held', reminderId: 'rem_1', rung: '+7' }],
    },
  ],
  form: null,
  nonce: '0123456789abcdef0123456789abcdef',
  decided: [
    {
      url: '/t/c',
      customerName: 'ТОО «Қайнар Су»',
      title: 'Фильтры и колонны',
      sum: tenge(3_275_400),
      decision: 'changes_requested',
      decidedAt: '2026-11-19T06:40:00Z',
      comment: 'Отсрочка 30 дней, не 60.',
    },
  ],
};
export const tasksEmpty: TasksPageView = {
  frame: staffFrame('tasks', '/tasks', { openTasks: 0 }),
  open: [],
  work: [],
  form: null,
  nonce: '',
  decided: [],
  covers: [],
  load: null,
  pace: null,
  mayLook: false,
};
/** A head without work of his own. */
export const tasksNobodyWaits: TasksPageView = { ...tasksEmpty, load: [], pace: [] };
export const look: LookPageView = {
  frame: staffFrame('tasks', '/tasks/look'),
  waiting: 24,
  entries: [
    { url: '/t/a', mayDecide: true, question: task },
    { url: '/t/b', mayDecide: true, question: taskPlain },
    { url: '/deals/deal_sample', mayDecide: false, question: taskEscalated },
  ],
};
export const lookEmpty: LookPageView = { ...look, entries: [], waiting: 0 };

export const inbox: InboxPageView = {
  frame: staffFrame('inbox', '/inbox'),
  total: 58,
  newerUrl: null,
  olderUrl: '/inbox?before=56',
  letters: [
    { url: '/inbox/58', subject: 'Счёт 2026-000118 на 3 986 746 ₸, оплатить до 13 ноября', to: 'buh@romashka.example', at: '2026-11-22T14:40:00Z', attachments: 1 },
    { url: '/inbox/57', subject: 'Согласуйте скидку 18 % — ТОО «Караганда Жылу Сервис», 4,2 млн ₸, до пн 15:20', to: 'marat@arna.example', at: '2026-11-22T14:30:00Z', attachments: 0 },
  ],
};
export const inboxEmpty: InboxPageView = { ...inbox, letters: [], total: 0, olderUrl: null };
export const inboxLetter: InboxLetterPageView = {
  frame: staffFrame('inbox', '/inbox/58'),
  subject: 'Счёт 2026-000118 на 3 986 746 ₸, оплатить до 13 ноября',
  from: 'Арна Снаб <invoices@arna.example>',
  to: 'buh@romashka.example',
  at: '2026-11-22T14:40:00Z',
  htmlUrl: '/inbox/58/html',
  text: 'Здравствуйте, Гульнара Маратовна!\n\nСчёт 2026-000118 на 3 986 746 ₸, оплатить до 13 ноября.\nhttps://arna.example/i/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK',
  attachments: [{ name: 'Счёт 2026-000118.pdf', bytes: 212_000, url: '/inbox/58/attachments/0' }],
  headers: [
    { name: 'Message-ID', value: '<rem_01HZX2M8K0.0123456789abcdef0123456789abcdef@arna.example>' },
    { name: 'Auto-Submitted', value: 'auto-generated' },
  ],
};

const entryFrame = staffFrame('none', '/sign-in', { person: null, inbox: false });
export const signIn: SignInPageView = { frame: entryFrame, next: '/deals', sent: false, linkDead: false, demo: true, form: null };
export const signInRefused: SignInPageView = { ...signIn, linkDead: true, form: { problems: [{ field: 'email', code: 'email_unreadable' }], values: { email: 'айгерим@' } } };
export const signInSent: SignInPageView = { ...signIn, sent: true };

export const failure = (code: ErrorPageView['code']): ErrorPageView => ({
  frame: entryFrame,
  code,
  retryAfterSeconds: code === 'rate_limited' || code === 'unavailable' ? 21 : null,
  backUrl: '/deals',
  requestId: code === 'internal' ? 'req-7f3a' : null,
});
export const forbidden: ErrorPageView = { ...failure('forbidden'), frame: staffFrame('none', '/settings') };

const courtesyUrl = '/u/Zk3v9Qw7Lr2TfXn5HbYc8Md4JpUs6GaEt1VoRiBeWyK';
export const courtesy: CourtesyPageView = { frame: publicFrame(courtesyUrl), url: courtesyUrl, customerName: 'ТОО «Ромашка»', stoppedAt: null };
export const courtesyStopped: CourtesyPageView = { ...courtesy, stoppedAt: '2026-11-20T06:00:00Z' };
