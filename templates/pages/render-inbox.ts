import { renderTemplate } from '../render/render-template.ts';
import { sizeText } from './present/difference.ts';
import { presentStaffFrame } from './present/frame.ts';
import { tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { InboxLetterPageView, InboxPageView } from './views/inbox-view.ts';

/** `/inbox`: every letter the local mail server caught, newest first. */
export function renderInboxPage(view: InboxPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const page = {
    frame: presentStaffFrame(view.frame, tell, tell.say('inbox.title')),
    letters: view.letters.map(letter => ({ ...letter, at: tell.at(letter.at), attachments: letter.attachments === 0 ? null : tell.say('inbox.attachments', { count: letter.attachments }) })),
    shown: tell.say('inbox.shown', { shown: view.letters.length, total: view.total }),
    newerUrl: view.newerUrl,
    olderUrl: view.olderUrl,
  };
  return renderTemplate('pages/inbox', page, reader);
}

/** One letter as its reader sees it: the HTML part in a sandboxed frame, then the text part, attachments and headers. */
export function renderInboxLetterPage(view: InboxLetterPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const page = {
    ...view,
    frame: presentStaffFrame(view.frame, tell, view.subject),
    at: tell.at(view.at, 'full'),
    attachments: view.attachments.map(file => ({ ...file, size: sizeText(file.bytes, tell) })),
  };
  return renderTemplate('pages/inbox-letter', page, reader);
}
