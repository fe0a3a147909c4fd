import { formatMinutes, formatWorkingTime } from '../format/durations.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { stepMeaning } from './present/outcome.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { LoadGroup, OpenTaskRow, Pace, PaceRow, TasksPageView } from './views/tasks-view.ts';

/** `/tasks`: what waits for the person signed in, by time left, what he or she decided, covers, and for heads the load and the pace of every role. */
export function renderTasksPage(view: TasksPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const page = {
    frame: presentStaffFrame(view.frame, tell, tell.say('tasks.title')),
    open: view.open.map(task => presentOpen(task, tell)),
    mayLook: view.mayLook,
    summary: view.open.length === 0 ? null : tell.say('tasks.summary', { count: view.open.length }),
    decided: view.decided.map(task => ({
      ...task,
      sum: task.sum === null ? null : tell.money(task.sum),
      state: tell.word('task_status', task.decision),
      meaning: stepMeaning[task.decision] ?? 'notice',
      at: tell.at(task.decidedAt),
    })),
    covers: view.covers.map(({ mine, name, fromOn, toOn, runs }) => ({
      who: tell.say(mine ? 'tasks.cover_mine' : 'tasks.cover_other', { name }),
      days: tell.say('tasks.cover_days', { from: tell.day(fromOn), to: tell.day(toOn) }),
      runs,
    })),
    load: view.load === null ? null : { groups: view.load.map(group => presentLoad(group, tell)) },
    pace: view.pace === null ? null : { rows: view.pace.map(row => presentPace(row, tell)) },
  };
  return renderTemplate('pages/tasks', page, reader);
}

const upperFirst = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

function presentLoad({ role, waiting, rows }: LoadGroup, tell: Tell) {
  return {
    title: tell.say('tasks.load_group', { role: upperFirst(tell.word('role', role)), count: waiting }),
    rows: rows.map(row => ({
      name: row.name,
      waiting: String(row.waiting),
      late: row.late > 0 ? String(row.late) : null,
      age: formatWorkingTime(row.oldestMinutes, tell.reader.language),
      since: tell.say('since', { day: tell.at(row.oldestSince) }),
    })),
  };
}

function presentPace({ role, decided, half, most }: PaceRow, tell: Tell) {
  const { language } = tell.reader;
  const span = ({ workingMinutes, clockMinutes }: Pace) => ({ working: formatMinutes(workingMinutes, language), clock: tell.say('tasks.pace_clock', { time: formatMinutes(clockMinutes, language) }) });
  return { role: upperFirst(tell.word('role', role)), decided: String(decided), half: span(half), most: span(most) };
}

function presentOpen(task: OpenTaskRow, tell: Tell) {
  const { workingMinutesLeft: left } = task;
  return {
    url: task.url,
    customerName: task.customerName,
    title: task.title,
    sum: task.sum === null ? null : tell.money(task.sum),
    what: tell.say(`task_kind.${task.kind}`),
    role: task.role === null ? null : tell.word('role', task.role),
    coverFor: task.coverFor === null ? null : tell.say('cover_for', { name: task.coverFor }),
    left: left === null ? null : left > 0 ? formatWorkingTime(left, tell.reader.language) : tell.say('tasks.over'),
    meaning: left === null ? null : left > 0 ? 'notice' : 'late',
    due: task.dueAt === null ? null : tell.at(task.dueAt),
  };
}
