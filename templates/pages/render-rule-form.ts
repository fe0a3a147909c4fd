import { approvalRoles } from '../../domain/approval/policy.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { presentSettingsForm } from './present/settings/problems.ts';
import { set } from './present/settings/words.ts';
import { tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { RuleFormView } from './views/settings-view.ts';

/** The clocks and rules of rounds as a form. Saving it comes after a look at what changes. */
export function renderRuleFormPage(view: RuleFormView, reader: PageReader): string {
  const tell = tellFor(reader);
  const form = presentSettingsForm(view.form, view.currency, tell);
  const heading = set(tell, 'rules');
  const field = (name: string, label: string, hint: string | null = null) => ({ name, label, hint, value: form.value(name), error: form.error(name) });
  const page = {
    frame: presentStaffFrame(view.frame, tell, heading),
    ...{ heading, csrf: view.frame.csrf, version: view.version, problems: form.problems },
    slas: approvalRoles.map(role => field(`sla_${role}`, tell.word('role', role))),
    others: [
      field('final_limit', set(tell, 'round'), set(tell, 'round_hint')),
      field('undo', set(tell, 'undo'), set(tell, 'undo_hint')),
      field('step_up', set(tell, 'step_up'), set(tell, 'step_up_hint', { currency: view.currency })),
    ],
    keeps: form.value('keep') !== 'no',
  };
  return renderTemplate('pages/settings/rules', page, reader);
}
