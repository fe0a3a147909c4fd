import type { FormState, StaffFrame } from './frame-view.ts';

/** `sent` shows the same answer for known and unknown addresses. `next` is where the person wanted to go. */
export type SignInPageView = Readonly<{ frame: StaffFrame; next: string; sent: boolean; linkDead: boolean; demo: boolean; form: FormState | null }>;

/** The link of the letter was followed: a button signs in, for following alone must not. `url` is where the form posts to. */
export type SignInConfirmPageView = Readonly<{ frame: StaffFrame; url: string; next: string }>;

/** What happened and what to do. `code` chooses the words; `requestId` is for whoever asks help. */
export type ErrorPageView = Readonly<{
  frame: StaffFrame;
  code: 'bad_request' | 'form_expired' | 'forbidden' | 'not_found' | 'rate_limited' | 'internal' | 'unavailable';
  retryAfterSeconds: number | null;
  backUrl: string | null;
  requestId: string | null;
}>;
