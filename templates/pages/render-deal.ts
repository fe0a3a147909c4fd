import { renderTemplate } from '../render/render-template.ts';
import { presentDealForms } from './present/deal-forms.ts';
import { presentDealMoney } from './present/deal-money.ts';
import { presentDealPayer } from './present/deal-payer.ts';
import { presentDealSide } from './present/deal-side.ts';
import { presentDifferences } from './present/difference.ts';
import { presentStaffFrame } from './present/frame.ts';
import { presentLadder } from './present/ladder.ts';
import { stepMeaning } from './present/outcome.ts';
import { presentStory } from './present/story.ts';
import { type Tell, tellFor } from './present/tell.ts';
import { presentWaiting } from './present/waiting.ts';
import type { DealPageView, RailStep } from './views/deal-view.ts';
import type { PageReader } from './views/frame-view.ts';

/** `/deals/{id}`: where the deal stands, what it waits for, what may be done, and its whole story. */
export function renderDealPage(view: DealPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const page = {
    frame: presentStaffFrame(view.frame, tell, `${view.title}, ${view.customer.name}`),
    id: view.id,
    url: `/deals/${view.id}`,
    title: view.title,
    customerName: view.customer.name,
    gross: view.gross,
    rail: view.rail.map(step => presentStep(step, tell)),
    waiting: view.waiting === null ? null : presentWaiting(view.waiting, view.owner.name, tell),
    closed: view.closed === null ? null : { text: tell.say(`closed.${view.stage}`, { day: tell.day(view.closed.at, 'locative') }), reason: view.closed.reason },
    failing: view.failing.map(part => ({
      text: tell.say(`failing.${part.part}`),
      cause: tell.say(`failing_cause.${part.cause}`),
      tries: tell.say('failing_tries', { count: part.attempts, since: tell.day(part.sinceAt, 'ablative') }),
      next: part.nextTryAt === null ? null : tell.say('failing_next', { at: tell.at(part.nextTryAt, 'on') }),
    })),
    approval: view.approval === null ? null : presentApproval(view.approval, tell),
    ladders: view.invoices.filter(invoice => invoice.ladder.length > 0).map(invoice => presentLadder(invoice, tell)),
    story: presentStory(view.story, tell),
    earlier: view.earlierEvents > 0 ? tell.say('deal.earlier', { count: view.earlierEvents }) : null,
    earlierUrl: view.earlierUrl,
    money: presentDealMoney(view, tell),
    versions: presentVersions(view.versions, tell),
    forms: presentDealForms(view, tell),
    side: presentDealSide(view, tell),
    payer: presentDealPayer(view, tell),
  };
  return renderTemplate('pages/deal', page, reader);
}

function presentStep(step: RailStep, tell: Tell) {
  const style = { done: 'done', now: 'now', ahead: '', skipped: 'skipped done' }[step.state];
  return { name: tell.word('stage', step.stage), dates: stepDates(step, tell), style, now: step.state === 'now' };
}

function stepDates({ state, fromOn, toOn }: RailStep, tell: Tell): string {
  if (state === 'skipped') return tell.say('rail.skipped');
  if (fromOn === null || state === 'ahead') return toOn === null ? tell.say('rail.ahead') : tell.day(toOn);
  if (state === 'now') return tell.say('rail.now', { day: tell.day(fromOn, 'ablative') });
  if (toOn === null || toOn === fromOn) return tell.day(fromOn);
  const sameMonth = fromOn.slice(0, 7) === toOn.slice(0, 7);
  return sameMonth ? `${Number(fromOn.slice(8))}–${tell.day(toOn)}` : `${tell.day(fromOn)} – ${tell.day(toOn)}`;
}

function presentApproval(approval: NonNullable<DealPageView['approval']>, tell: Tell) {
  return {
    lead: tell.say('approval.lead', { round: approval.round, version: approval.version }),
    steps: approval.steps.map(step => ({
      role: tell.word('role', step.role),
      person: step.personName,
      state: tell.word('task_status', step.status),
      meaning: stepMeaning[step.status],
      when: step.decidedAt !== null ? tell.at(step.decidedAt) : step.dueAt !== null ? tell.say('approval.due', { at: tell.at(step.dueAt, 'until') }) : null,
      kept: step.keptFromVersion === null ? null : tell.say('task.kept', { version: String(step.keptFromVersion) }),
      escalated: step.escalatedAt === null ? null : tell.say('approval.escalated', { at: tell.at(step.escalatedAt) }),
      why: step.why.join('; '),
      comment: step.comment,
    })),
  };
}

function presentVersions(versions: DealPageView['versions'], tell: Tell) {
  if (versions === null) return null;
  const { current, frozenOn, previous, differences } = versions;
  const now = tell.say('versions.current', { version: current, day: tell.day(frozenOn) });
  const before = previous === null ? tell.say('versions.only') : tell.say('versions.previous', { version: previous.version, day: tell.day(previous.frozenOn) });
  return { lead: `${now} ${before}`, before: previous === null ? '' : String(previous.version), after: String(current), list: presentDifferences(differences, tell) };
}
