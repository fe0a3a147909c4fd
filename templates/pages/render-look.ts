import { renderTemplate } from '../render/render-template.ts';
import { presentDifferences } from './present/difference.ts';
import { presentStaffFrame } from './present/frame.ts';
import { presentCame, presentFigure, taskClock, taskQuestion } from './present/task-question.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { LookEntry, LookPageView } from './views/tasks-view.ts';

/** `/tasks/look`: every open question with its figures, reasons and differences, to be read in one go; no form, each has its own page to be decided on. */
export function renderLookPage(view: LookPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const shown = view.entries.length;
  const page = {
    frame: presentStaffFrame(view.frame, tell, tell.say('look.title')),
    entries: view.entries.map((entry, at) => presentEntry(entry, { id: `task-${at + 1}`, tell })),
    shown: shown < view.waiting ? tell.say('look.shown', { shown, total: view.waiting }) : null,
  };
  return renderTemplate('pages/look', page, reader);
}

function presentEntry({ url, mayDecide, question }: LookEntry, { id, tell }: { id: string; tell: Tell }) {
  const { differences, version } = question;
  return {
    id,
    url,
    mayDecide,
    question: taskQuestion(question, tell),
    crumb: tell.say('task.crumb', { title: question.deal.title, version: String(version), day: tell.day(question.frozenOn) }),
    clock: taskClock(question, tell),
    figures: question.figures.map(figure => presentFigure(figure, tell)),
    why: question.why.map(reason => reason.replace(/[.\s]*$/, '.')).join(' '),
    came: presentCame(question, tell),
    differences: differences === null ? null : { before: String(differences.sinceVersion), after: String(version), list: presentDifferences(differences.list, tell) },
  };
}
