import { createHmac, randomBytes } from 'node:crypto';
import type { ApiContext } from '../../context.ts';
import { sameText } from '../frame/visitor.ts';

const livesMs = 2 * 3_600_000;

/** What a form token is for: the action, and what it may be done to. */
export type FormPurpose = Readonly<{ purpose: 'anonymous' | 'decide' | 'recall' | 'invoice' | 'sign_in'; subject: string }>;

/** `random` names the form: two sendings of one form carry the same, so it serves as the id of their one command. `madeAt` is when it was first shown. */
export type FormToken = Readonly<{ text: string; random: string; madeAt: string }>;

/** A token for one form, good for two hours. Nothing is stored: an HMAC of the server's key binds it to its purpose. */
export function newFormToken(ctx: ApiContext, purpose: FormPurpose): FormToken {
  const random = randomBytes(16).toString('hex');
  const madeMs = ctx.now().getTime(),
    expires = (madeMs + livesMs).toString(36);
  return { text: `${expires}.${random}.${signature(ctx, purpose, { expires, random })}`, random, madeAt: new Date(madeMs).toISOString() };
}

/** The token of a form that was sent, or null where it is missing, too old, forged, or made for something else. */
export function readFormToken(ctx: ApiContext, purpose: FormPurpose, text: string | undefined): FormToken | null {
  const [, expires = '', random = '', given = ''] = /^([0-9a-z]{1,12})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/.exec(text ?? '') ?? [];
  if (text === undefined || given === '' || !sameText(given, signature(ctx, purpose, { expires, random }))) return null;
  const expiresMs = Number.parseInt(expires, 36);
  return expiresMs > ctx.now().getTime() ? { text, random, madeAt: new Date(expiresMs - livesMs).toISOString() } : null;
}

function signature({ config }: ApiContext, { purpose, subject }: FormPurpose, { expires, random }: { expires: string; random: string }): string {
  return createHmac('sha256', config.linkKey)
    .update(JSON.stringify(['form', purpose, subject, expires, random]))
    .digest('base64url');
}
