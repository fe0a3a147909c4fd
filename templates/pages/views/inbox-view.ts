import type { StaffFrame } from './frame-view.ts';

export type InboxRow = Readonly<{ url: string; subject: string; to: string; at: string; attachments: number }>;
export type InboxPageView = Readonly<{ frame: StaffFrame; letters: readonly InboxRow[]; total: number; newerUrl: string | null; olderUrl: string | null }>;

/** One letter. `htmlUrl` answers the HTML part alone, shown in a sandboxed frame; the text part is shown as text. */
export type InboxLetterPageView = Readonly<{
  frame: StaffFrame;
  subject: string;
  from: string;
  to: string;
  at: string;
  htmlUrl: string | null;
  text: string | null;
  attachments: readonly Readonly<{ name: string; bytes: number; url: string }>[];
  headers: readonly Readonly<{ name: string; value: string }>[];
}>;
