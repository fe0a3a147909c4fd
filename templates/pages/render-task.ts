import { renderTemplate } from '../render/render-template.ts';
import { presentDifferences, presentDocuments } from './present/difference.ts';
import { presentPublicFrame } from './present/frame.ts';
import { presentDecisionForm, presentSilence } from './present/task-decision.ts';
import { presentCame, presentFigure, presentVoice, taskClock, taskQuestion } from './present/task-question.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { TaskPageView } from './views/task-view.ts';

/** `/t/<token>`: the question, four figures, why this reader, what changed, who said what, and the decision form. Reading it decides nothing. */
export function renderTaskPage(view: TaskPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const question = taskQuestion(view, tell);
  const { differences } = view;
  const page = {
    frame: presentPublicFrame(view.frame, tell, question),
    url: view.url,
    question,
    crumb: tell.say('task.crumb', { title: view.deal.title, version: String(view.version), day: tell.day(view.frozenOn) }),
    clock: taskClock(view, tell),
    figures: view.figures.map(figure => presentFigure(figure, tell)),
    why: view.why.map(reason => reason.replace(/[.\s]*$/, '.')),
    came: presentCame(view, tell),
    differences:
      differences === null
        ? null
        : {
            lead: differencesLead(differences, tell),
            before: String(differences.sinceVersion),
            after: String(view.version),
            list: presentDifferences(differences.list, tell),
            same: differences.list.length > 0 ? null : tell.say('task.same', { version: String(differences.sinceVersion) }),
          },
    voices: view.voices.map(voice => presentVoice(voice, tell)),
    documents: presentDocuments(view.documents, tell),
    form: presentDecisionForm(view, tell),
    silence: presentSilence(view, tell),
    personal: tell.say('task.personal', { name: view.personName }),
  };
  return renderTemplate('pages/task', page, reader);
}

function differencesLead({ sinceVersion, seen }: NonNullable<TaskPageView['differences']>, tell: Tell): string {
  const version = String(sinceVersion);
  if (seen === null) return tell.say('task.since_version', { version });
  return tell.say(seen.how === 'asked' ? 'task.since_asked' : 'task.since_seen', { version, at: tell.at(seen.at, 'on') });
}
