import { renderTemplate } from '../render/render-template.ts';
import { presentDifferences } from './present/difference.ts';
import { presentProblems, presentPublicFrame } from './present/frame.ts';
import { stepMeaning } from './present/outcome.ts';
import { afterApproving } from './present/task-decision.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { TaskDeadView, TaskDecidedView, TaskSupersededView } from './views/task-view.ts';

/** The page after a decision, and what a late or second click sees: the outcome, by whom, and the way back while it lasts. */
export function renderTaskDecidedPage(view: TaskDecidedView, reader: PageReader): string {
  const tell = tellFor(reader);
  const { decision, byReader } = view;
  const heading = tell.say(view.moved ? 'decided.moved' : view.justNow ? `decided.now_${decision}` : `decided.${decision}`);
  const page = {
    frame: presentPublicFrame(view.frame, tell, `${heading}: ${view.deal.customerName}`),
    url: view.url,
    heading,
    meaning: stepMeaning[decision] ?? 'notice',
    state: tell.word('task_status', decision),
    crumb: tell.say('task.crumb', { title: view.deal.title, version: String(view.version), day: tell.day(view.frozenOn) }),
    customerName: view.deal.customerName,
    gross: view.gross,
    by: view.moved ? tell.say('decided.by_change') : byReader ? tell.say('decided.by_you') : (view.decidedByName ?? tell.say(decision === 'expired' ? 'decided.by_nobody' : 'decided.by_machine')),
    at: tell.at(view.decidedAt, 'full'),
    comment: view.comment,
    next: nextOf(view, tell),
    newUrl: view.later?.newUrl ?? null,
    before: String(view.version),
    after: String(view.later?.version),
    list: presentDifferences(view.later?.differences ?? [], tell),
    recall:
      view.recall === null
        ? null
        : {
            nonce: view.recall.nonce,
            until: tell.say('decided.recall_until', { at: new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: reader.zone }).format(new Date(view.recall.untilAt)) }),
          },
    problems: presentProblems(view.form, tell).list.map(({ text }) => ({ text, target: view.recall === null ? '#main' : '#recall' })),
    personal: tell.say('task.personal', { name: view.personName }),
  };
  return renderTemplate('pages/task-decided', page, reader);
}

function nextOf(view: TaskDecidedView, tell: Tell): string {
  const { decision, later } = view;
  if (later)
    return `${tell.say('decided.then_version', { version: String(later.version) })} ${tell.say(later.kept ? 'superseded.kept' : later.newUrl === null ? 'superseded.not_asked' : 'decided.asked_again')}`;
  return decision === 'approved' ? afterApproving(view, tell) : tell.say(`decided.then_${decision}`, { name: view.handedToName ?? view.deal.ownerName });
}

/** The version was replaced: nobody decides on the old one, the page says what changed and where the new question is. */
export function renderTaskSupersededPage(view: TaskSupersededView, reader: PageReader): string {
  const tell = tellFor(reader);
  const heading = tell.say('superseded.title', { version: String(view.currentVersion) });
  const page = {
    frame: presentPublicFrame(view.frame, tell, `${heading}: ${view.deal.customerName}`),
    heading,
    crumb: tell.say('task.crumb', { title: view.deal.title, version: String(view.version), day: tell.day(view.frozenOn) }),
    lead: tell.say('superseded.lead', { version: String(view.version), current: String(view.currentVersion) }),
    before: String(view.version),
    after: String(view.currentVersion),
    list: presentDifferences(view.differences, tell),
    newUrl: view.newUrl,
    without: view.newUrl === null ? tell.say(view.keptApproval ? 'superseded.kept' : 'superseded.not_asked') : null,
    personal: tell.say('task.personal', { name: view.personName }),
  };
  return renderTemplate('pages/task-superseded', page, reader);
}

/** Unknown, expired and revoked links get this one answer, so that nobody learns which links exist. */
export function renderTaskDeadPage(view: TaskDeadView, reader: PageReader): string {
  const tell = tellFor(reader);
  const heading = tell.say(view.sent ? 'dead.sent_title' : 'dead.title');
  return renderTemplate('pages/task-dead', { frame: presentPublicFrame(view.frame, tell, heading), url: view.url, heading, sent: view.sent }, reader);
}
