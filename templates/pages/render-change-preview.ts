import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { presentConflict } from './present/settings/conflict.ts';
import { presentSettingDifferences } from './present/settings/differences.ts';
import { dealInWords } from './present/settings/facts.ts';
import { presentSettingsForm } from './present/settings/problems.ts';
import { rolesInWords, set, warningInWords } from './present/settings/words.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { ChangePreviewView, RetimedStep, RoutePreview } from './views/settings-view.ts';

/** What a change of the settings would do: was and is, routes before and after, tasks that pass; then the form that puts it in force. */
export function renderChangePreviewPage(view: ChangePreviewView, reader: PageReader): string {
  const tell = tellFor(reader);
  const { currency, routes, steps } = view;
  const page = {
    frame: presentStaffFrame(view.frame, tell, set(tell, 'preview')),
    crumb: aboutInWords(view, tell),
    stale: view.conflict === null ? null : staleInWords(view, tell),
    conflict: presentConflict(view.conflict, { currency, tell }),
    beside: (view.conflict?.parts.length ?? 0) > 0,
    problems: presentSettingsForm({ problems: view.problems, values: {} }, currency, tell).problems,
    differences: presentSettingDifferences(view.differences, { currency, tell }),
    routes:
      routes === null
        ? null
        : {
            ...presentExamples(routes.examples, currency, tell),
            recent: routes.recent.map(route => presentRoute(route, currency, tell)),
            recentSaid: routes.recentTotal === 0 ? null : set(tell, routes.recent.length === 0 ? 'recent_none' : 'recent', { total: routes.recentTotal, count: routes.recent.length }),
          },
    steps:
      steps === null
        ? null
        : {
            list: steps.map(step => ({ title: step.dealTitle, role: tell.word('role', step.role), from: step.fromName, to: step.toName ?? set(tell, 'no_one_decides'), nobody: step.toName === null })),
          },
    retimed: presentRetimed(view.retimed ?? [], tell),
    warnings: view.warnings.map(warning => warningInWords(warning, tell)),
    ...{ action: view.action, csrf: view.frame.csrf, hidden: Object.entries(view.hidden).map(([name, value]) => ({ name, value })), mayMend: view.mayMend },
    mayPut: view.problems.length === 0 && view.differences.length > 0,
    put: set(tell, view.about.kind === 'table' ? 'put' : 'save'),
    said: view.about.kind === 'table' ? set(tell, 'running') : set(tell, 'at_once'),
  };
  return renderTemplate('pages/settings/preview', page, reader);
}

/** The tasks whose deadline moves, by name, each with the deadline that it has. */
function presentRetimed(steps: readonly RetimedStep[], tell: Tell) {
  if (steps.length === 0) return null;
  const list = steps.map(({ dealTitle, role, dueAt }) => ({
    title: dealTitle,
    role: tell.word('role', role),
    due: dueAt === null ? null : set(tell, 'retimed_from', { at: tell.at(dueAt, 'until') }),
  }));
  return { said: set(tell, 'retimed', { count: steps.length }), list };
}

function aboutInWords({ about }: ChangePreviewView, tell: Tell): string {
  switch (about.kind) {
    case 'table':
      return set(tell, 'next_version', { version: String(about.version), next: String(about.version + 1) });
    case 'person':
      return set(tell, 'of_person', { name: about.name });
    case 'cover':
      return set(tell, 'of_cover');
  }
}

function staleInWords({ about }: ChangePreviewView, tell: Tell): string {
  switch (about.kind) {
    case 'table':
      return set(tell, 'stale_table', { version: String(about.version) });
    case 'person':
      return set(tell, 'stale_person');
    case 'cover':
      return set(tell, 'stale_cover_removed');
  }
}

const fewest = 3;

const isChanged = ({ before, after }: RoutePreview): boolean => before.join() !== after.join();
const changedFirst = (routes: readonly RoutePreview[]): RoutePreview[] => [...routes.filter(isChanged), ...routes.filter(route => !isChanged(route))];

/** Whatever changes stands open, with the typical package and at least two more beside it; the rest lies folded. */
function presentExamples(examples: readonly RoutePreview[], currency: string, tell: Tell) {
  const [typical, ...others] = examples;
  const ordered = changedFirst([...(typical ? [typical] : []), ...others]).map(route => presentRoute(route, currency, tell));
  const open = Math.max(fewest, ordered.filter(route => route.changed).length + 1);
  const folded = ordered.slice(open);
  return { examples: ordered.slice(0, open), folded, foldedSaid: set(tell, 'unchanged', { count: folded.length }) };
}

function presentRoute(route: RoutePreview, currency: string, tell: Tell) {
  return { ...dealInWords(route, currency, tell), before: rolesInWords(route.before, tell), after: rolesInWords(route.after, tell), changed: isChanged(route) };
}
