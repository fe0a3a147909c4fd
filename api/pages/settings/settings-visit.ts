import type { FastifyReply, FastifyRequest } from 'fastify';
import type { By } from '../../../db/changes/record-change.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { PageReader, StaffFrame } from '../../../templates/pages/views/frame-view.ts';
import type { SettingsForm } from '../../../templates/pages/views/settings-view.ts';
import type { ApiContext } from '../../context.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { hasRole, staffVisitor, type Visitor } from '../frame/visitor.ts';

export const settingsPath = '/settings/approvals';

/** One request to the settings by somebody who may make it. */
export type SettingsVisit = Readonly<{ ctx: ApiContext; request: FastifyRequest; reply: FastifyReply; visitor: Visitor }>;

export const mayChange = ({ person }: Visitor): boolean => hasRole(person);

/** The visit of whoever may read the settings (a director or an admin) or change them (an admin); throws `forbidden`. Answers null where somebody was sent to sign in. */
export async function settingsVisit(ctx: ApiContext, { request, reply }: { request: FastifyRequest; reply: FastifyReply }, right: 'read' | 'change'): Promise<SettingsVisit | null> {
  const visitor = await staffVisitor(request, reply);
  if (!visitor) return null;
  if (!(right === 'change' ? mayChange(visitor) : hasRole(visitor.person, 'director'))) throw new RuleViolation('forbidden', 'Directors read the settings, admins change them.');
  keepLanguage(request, reply);
  return { ctx, request, reply, visitor };
}

/** Whoever signed in changes something, now. */
export const byVisitor = ({ ctx, visitor }: SettingsVisit): By => ({ actor: { type: 'user', id: visitor.person.id, via: 'page' }, now: ctx.now().toISOString() });

/** Frame and reader of a page of the settings. A form is sent to an address of its own; links of the page it answers lead to `path`. */
export async function settingsFrame({ ctx, request }: SettingsVisit, path?: string): Promise<Readonly<{ frame: StaffFrame; reader: PageReader }>> {
  const [frame, reader] = await Promise.all([staffFrame(ctx, request, { section: 'settings' }), readerOf(ctx, request)]);
  return { frame: path === undefined ? frame : { ...frame, path }, reader };
}

/** A form that nobody has sent yet. */
export const untouched = (values: SettingsForm['values']): SettingsForm => ({ values, problems: [] });

/** What a form was sent with, without its token and its button. */
export function typedValues(form: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'csrf' && entry[0] !== 'step'));
}
