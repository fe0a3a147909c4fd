import { renderTemplate } from '../render/render-template.ts';
import { presentProblems, presentStaffFrame } from './present/frame.ts';
import { tellFor } from './present/tell.ts';
import type { ErrorPageView, SignInConfirmPageView, SignInPageView } from './views/entry-view.ts';
import type { PageReader } from './views/frame-view.ts';

/** `/sign-in`: one field. The answer after sending is the same for every address. */
export function renderSignInPage(view: SignInPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const heading = tell.say(view.sent ? 'sign_in.sent_title' : 'sign_in.title');
  const problems = presentProblems(view.form, tell);
  const page = {
    ...view,
    frame: { ...presentStaffFrame(view.frame, tell, heading), reading: true },
    heading,
    csrf: view.frame.csrf,
    email: problems.value('email'),
    error: problems.of('email'),
    problems: problems.list.map(({ field, text }) => ({ text, target: field === null ? '#sign-in' : '#email' })),
  };
  return renderTemplate('pages/sign-in', page, reader);
}

/** `/sign-in/<token>`: the button that signs in. */
export function renderSignInConfirmPage(view: SignInConfirmPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const heading = tell.say('sign_in.confirm_title');
  return renderTemplate('pages/sign-in-confirm', { ...view, frame: { ...presentStaffFrame(view.frame, tell, heading), reading: true }, heading, csrf: view.frame.csrf }, reader);
}

/** What happened and what to do now, for every answer that is no page of its own. */
export function renderErrorPage(view: ErrorPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const heading = tell.say(`error.${view.code}_title`);
  const page = {
    frame: { ...presentStaffFrame(view.frame, tell, heading), reading: true },
    heading,
    about: tell.say(`error.${view.code}`),
    advice: tell.say(`error.${view.code}_do`),
    wait: view.retryAfterSeconds === null ? null : tell.say('error.wait', { count: view.retryAfterSeconds }),
    backUrl: view.backUrl,
    requestId: view.requestId,
  };
  return renderTemplate('pages/error', page, reader);
}
