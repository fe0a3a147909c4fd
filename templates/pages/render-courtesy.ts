import { renderTemplate } from '../render/render-template.ts';
import { presentPublicFrame } from './present/frame.ts';
import { tellFor } from './present/tell.ts';
import type { CourtesyPageView } from './views/courtesy-view.ts';
import type { PageReader } from './views/frame-view.ts';

/** `/u/<token>`: are reminders sent before the due date, and the button that changes it. */
export function renderCourtesyPage(view: CourtesyPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const heading = tell.say('courtesy.title');
  const page = {
    frame: presentPublicFrame(view.frame, tell, heading),
    url: view.url,
    heading,
    about: view.customerName,
    stopped: view.stoppedAt === null ? null : tell.say('courtesy.off', { day: tell.day(view.stoppedAt, 'ablative') }),
  };
  return renderTemplate('pages/courtesy', page, reader);
}
