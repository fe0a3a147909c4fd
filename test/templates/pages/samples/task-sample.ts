import type { TaskDeadView, TaskDecidedView, TaskPageView, TaskSupersededView } from '../../../../templates/pages/views/task-view.ts';
import { publicFrame, tenge } from './frames.ts';

const base = {
  frame: publicFrame('/t/sample'),
  url: '/t/sample',
  deal: { title: 'Насосная группа для котельной № 4', customerName: 'ТОО «Караганда Жылу Сервис»', ownerName: 'Айгерим Садыкова' },
  version: 3,
  frozenOn: '2026-11-19',
  role: 'cfo',
  gross: tenge(4_218_920),
  personName: 'Марат Ахметов',
  afterLast: 'invoice',
} as const;

export const task: TaskPageView = {
  ...base,
  asks: { discountPercent: '18', dueDays: 45, specialTerms: false, customContract: false },
  dueAt: '2026-11-23T10:20:00Z',
  workingMinutesLeft: 320,
  usedPercent: 33.3,
  figures: [
    { what: 'gross', sum: tenge(4_218_920), before: tenge(4_527_480) },
    { what: 'discount', percent: '18', usualPercent: '5' },
    { what: 'margin', percent: '14.2', usualPercent: '20' },
    { what: 'due', days: 45, usualDays: 14 },
  ],
  why: ['Скидка больше 15 %: такие условия решает финансовый директор', 'Отсрочка больше 30 дней'],
  came: {
    via: 'cover',
    covers: [
      { name: 'Сауле Абенова', byName: null, untilOn: '2026-11-27' },
      { name: 'Ирина Ким', byName: 'Сауле Абенова', untilOn: '2026-11-28' },
    ],
  },
  movedAt: null,
  differences: {
    sinceVersion: 2,
    seen: { at: '2026-11-18T11:05:00Z', how: 'decided' },
    list: [
      { what: { code: 'discount' }, before: { percent: '12' }, after: { percent: '18' } },
      { what: { code: 'due' }, before: { days: 30 }, after: { days: 45 } },
      { what: { line: 'Рама монтажная, 2 шт' }, before: { money: tenge(32_000) }, after: { absent: true } },
      { what: { code: 'gross' }, before: { money: tenge(4_527_480) }, after: { money: tenge(4_218_920) } },
      { what: { code: 'margin' }, before: { percent: '19.4' }, after: { percent: '14.2' } },
    ],
  },
  voices: [
    {
      name: 'Ирина Ким',
      isReader: false,
      coverFor: null,
      role: 'cfo',
      status: 'changes_requested',
      at: '2026-11-18T09:05:00Z',
      comment: '60 дней для этого клиента нет. 45 согласую.',
      keptFromVersion: null,
      earlierVersion: 2,
    },
    {
      name: 'Айгерим Садыкова',
      isReader: false,
      coverFor: null,
      role: 'seller',
      status: 'submitted',
      at: '2026-11-19T04:52:00Z',
      comment: 'Конкурент дал 20 % и 60 дней. При 18 % и 45 днях клиент подписывает до конца ноября.',
      keptFromVersion: null,
      earlierVersion: null,
    },
    {
      name: 'Руслан Оспанов',
      isReader: false,
      coverFor: null,
      role: 'manager',
      status: 'approved',
      at: '2026-11-19T06:40:00Z',
      comment: 'Берут второй год подряд, платят в срок.',
      keptFromVersion: null,
      earlierVersion: null,
    },
    {
      name: 'Динара Жунусова',
      isReader: false,
      coverFor: null,
      role: 'lawyer',
      status: 'approved',
      at: '2026-11-20T10:20:00Z',
      comment: 'Пункт о неустойке вернули в типовую редакцию.',
      keptFromVersion: 2,
      earlierVersion: null,
    },
    { name: 'Марат Ахметов', isReader: true, coverFor: 'Ирина Ким', role: 'cfo', status: 'open', at: null, comment: null, keptFromVersion: null, earlierVersion: null },
    { name: 'Бахыт Нурланов', isReader: false, coverFor: null, role: 'director', status: 'waiting', at: null, comment: null, keptFromVersion: null, earlierVersion: null },
  ],
  documents: [
    { kind: 'quote', version: 3, url: '/t/sample/quote.pdf', bytes: 312_000 },
    { kind: 'contract', number: '24/2026', url: '/t/sample/contract.pdf', bytes: 540_000 },
  ],
  nextPersonName: 'Бахыт Нурланов',
  nextRole: 'director',
  reminders: ['2026-11-23T05:20:00Z', '2026-11-23T07:44:00Z'],
  superiorName: 'Бахыт Нурланов',
  escalated: false,
  expiresAt: '2026-12-11T13:00:00Z',
  keepsApprovals: true,
  handOverTo: [
    { id: 'usr_1', name: 'Бахыт Нурланов', role: 'director', awayUntilOn: '2026-12-07' },
    { id: 'usr_2', name: 'Сауле Абенова', role: null, awayUntilOn: null },
  ],
  nonce: 'nonce-of-the-sample',
  undoSeconds: 60,
  stepUp: null,
  form: null,
};

/** A typical package on its first version, asked late, with nobody to hand over to. */
export const taskPlain: TaskPageView = {
  ...task,
  asks: { discountPercent: null, dueDays: null, specialTerms: false, customContract: false },
  version: 1,
  workingMinutesLeft: -15,
  usedPercent: 104,
  came: { via: 'role' },
  afterLast: 'customer_accepts',
  keepsApprovals: false,
  differences: null,
  documents: [],
  nextPersonName: null,
  nextRole: null,
  reminders: [],
  superiorName: null,
  handOverTo: [],
  figures: [
    { what: 'gross', sum: tenge(412_300), before: null },
    { what: 'discount', percent: '0', usualPercent: null },
    { what: 'margin', percent: '22.5', usualPercent: null },
    { what: 'due_text', text: 'аванс 30 %' },
  ],
  why: ['Каждую сделку смотрит руководитель продаж.'],
};

/** The form came back: a rejection without a word of why; the choice is kept. */
export const taskRefused: TaskPageView = {
  ...task,
  form: {
    problems: [
      { field: 'comment', code: 'comment_required' },
      { field: 'to_user_id', code: 'person_required' },
    ],
    values: { decision: 'hand_over', comment: 'Написанное <b>остаётся</b>', to_user_id: '' },
  },
};

const written = { decision: 'approve', comment: 'Согласен, маржу добираем сервисом.', to_user_id: '' };
const above = tenge(1_000_000);

/** Before a large decision: what will be asked for once it is sent. */
export const taskCodeAhead: TaskPageView = { ...task, stepUp: { above, code: null } };

/** The decision came whole and is not recorded yet: its code is in a letter. */
export const taskCode: TaskPageView = {
  ...task,
  stepUp: { above, code: { address: 'marat@arna.example', untilAt: '2026-11-22T15:03:00Z', anew: false } },
  form: { problems: [], values: written },
};

export const taskCodeWrong: TaskPageView = { ...taskCode, form: { problems: [{ field: 'code', code: 'code_wrong', left: 4 }], values: written } };

/** The code is dead, and the hour's codes are used up. */
export const taskCodeDead: TaskPageView = {
  ...task,
  differences: { sinceVersion: 2, seen: { at: '2026-11-18T11:05:00Z', how: 'asked' }, list: task.differences?.list ?? [] },
  stepUp: { above: null, code: { address: 'marat@arna.example', untilAt: null, anew: false } },
  form: { problems: [{ field: 'code', code: 'too_many_codes', nextAt: '2026-11-22T15:43:00Z' }], values: written },
};

export const taskDecided: TaskDecidedView = {
  ...base,
  decision: 'approved',
  decidedByName: null,
  byReader: true,
  justNow: true,
  decidedAt: '2026-11-22T14:48:00Z',
  comment: 'Согласен, маржу добираем сервисом.',
  handedToName: null,
  moved: false,
  later: null,
  recall: { untilAt: '2026-11-22T14:49:00Z', nonce: 'nonce-of-the-sample' },
  nextPersonName: 'Бахыт Нурланов',
  nextRole: 'director',
  form: null,
};
/** Approved on a version that has been replaced since; what was said still holds. */
export const taskStillHolds: TaskDecidedView = { ...taskDecided, version: 2, justNow: false, recall: null, later: { version: 3, kept: true, newUrl: null, differences: [] } };
/** Asked for changes, which were made: the new version asks again. */
export const taskAskedAgain: TaskDecidedView = {
  ...taskStillHolds,
  decision: 'changes_requested',
  comment: '60 дней: нет. 20 дней согласую.',
  later: { version: 3, kept: false, newUrl: '/t/sample-new', differences: task.differences?.list ?? [] },
};
export const taskAnsweredByOther: TaskDecidedView = {
  ...taskDecided,
  decision: 'changes_requested',
  byReader: false,
  justNow: false,
  decidedByName: 'Ирина Ким',
  recall: null,
  form: { problems: [{ field: null, code: 'undo_window_over' }], values: {} },
};
/** The superior of a late step reads it; the round is in its last version. */
export const taskEscalated: TaskPageView = {
  ...task,
  personName: 'Бахыт Нурланов',
  came: { via: 'superior', name: 'Ирина Ким', at: '2026-11-20T10:20:00Z' },
  superiorName: null,
  escalated: true,
  workingMinutesLeft: -480,
  usedPercent: 200,
};
/** The step came to the reader out of the pool when covers changed. */
/** Submitted again as it was. */
export const taskSame: TaskPageView = { ...task, differences: { sinceVersion: 2, seen: { at: '2026-11-18T11:05:00Z', how: 'decided' }, list: [] } };
export const taskMoved: TaskPageView = {
  ...taskPlain,
  came: { via: 'pool', name: 'Ирина Ким' },
  movedAt: '2026-11-20T05:00:00Z',
  escalated: true,
  superiorName: 'Бахыт Нурланов',
  afterLast: 'review',
};
/** Covers changed while the step was open: the former link says who has it now. */
export const taskMovedAway: TaskDecidedView = { ...taskDecided, decision: 'handed_over', byReader: false, justNow: false, moved: true, handedToName: 'Сауле Абенова', comment: null, recall: null };
export const taskSuperseded: TaskSupersededView = { ...base, version: 2, currentVersion: 3, differences: task.differences?.list ?? [], newUrl: '/t/sample-new', keptApproval: false };
export const taskNotAskedAgain: TaskSupersededView = { ...taskSuperseded, newUrl: null, keptApproval: true, differences: [] };
export const taskDead: TaskDeadView = { frame: publicFrame('/t/sample'), url: '/t/sample', sent: false };
export const taskDeadSent: TaskDeadView = { ...taskDead, sent: true };
