import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { StartPageView } from './views/start-view.ts';

/** `/`: the first deal in five steps, what runs where, and in the demo whom one may enter as. */
export function renderStartPage(view: StartPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const steps = view.steps.map(step => ({
    ...step,
    command: step.command ?? null,
    title: tell.say(`start.step_${step.code}`),
    about: tell.say(`start.about_${step.code}`),
    action: tell.say(`start.do_${step.code}`),
    now: step.state === 'now',
    word: tell.say(`start.state_${step.state}`),
  }));
  const addresses = view.addresses.map(address => ({ ...address, name: tell.say(`start.address_${address.what}`) }));
  const enter = view.enter.map(({ id, name, roles }) => ({ id, name, roles: roles.map(role => tell.word('role', role)).join(', ') }));
  return renderTemplate('pages/start', { ...view, frame: presentStaffFrame(view.frame, tell, tell.say('start.title')), steps, addresses, enter }, reader);
}
