import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CompanyRow, findCompany } from '../../../db/pages/find-company.ts';
import { countOpenTasks } from '../../../db/pages/list-tasks.ts';
import { isLanguage, type Language } from '../../../templates/language/language.ts';
import { t } from '../../../templates/language/t.ts';
import type { HelpContact, PageReader, PublicFrame, StaffFrame } from '../../../templates/pages/views/frame-view.ts';
import type { ApiContext } from '../../context.ts';
import { newFormToken } from '../forms/form-token.ts';
import { doneCodeOf } from './done-code.ts';
import { hasRole } from './visitor.ts';

const languageCookie = 'q2c_lang';
const defaultZone = 'Asia/Almaty';

/** Of whom a page takes its language and clock where the address and the browser's own choice say nothing. */
export type Preference = Readonly<{ language?: string; zone?: string }>;

/** The language by `?lang`, then the choice made before, then the person's setting, then the browser; the zone of the person, else of the company. */
export async function readerOf(ctx: ApiContext, request: FastifyRequest, preference: Preference = {}): Promise<PageReader> {
  const person = request.visitor?.person;
  const zone = preference.zone ?? person?.timeZone ?? (await findCompany(ctx.db))?.zone ?? defaultZone;
  return { language: languageOf(request, preference.language ?? person?.language), zone };
}

export function languageOf(request: FastifyRequest, setting: string | undefined): Language {
  const asked = (request.query as Record<string, unknown>)['lang'];
  const wishes = [asked, request.cookies?.[languageCookie], setting, ...browserLanguages(request.headers['accept-language'])];
  return wishes.find(isLanguage) ?? 'ru';
}

/** A language chosen by `?lang` holds for the pages after it. */
export function keepLanguage(request: FastifyRequest, reply: FastifyReply): void {
  const asked = (request.query as Record<string, unknown>)['lang'];
  if (isLanguage(asked)) reply.setCookie(languageCookie, asked, { path: '/', sameSite: 'lax', httpOnly: true, maxAge: 31_536_000 });
}

function browserLanguages(header: string | undefined): string[] {
  return (header ?? '').split(',').map(part => part.trim().slice(0, 2).toLowerCase());
}

/** The frame of a staff page for whoever is signed in, or for nobody. */
export async function staffFrame(ctx: ApiContext, request: FastifyRequest, page: { section: StaffFrame['section'] }): Promise<StaffFrame> {
  const { visitor } = request;
  const company = await findCompany(ctx.db);
  const openTasks = visitor ? await countOpenTasks(ctx.db, visitor.person) : 0;
  return { ...plainFrame(ctx, request), ...namesOf(company), section: page.section, openTasks, settings: visitor !== null && hasRole(visitor.person, 'director'), done: doneCodeOf(request) };
}

/** What a staff frame is where the database cannot be asked. */
export function plainFrame(ctx: ApiContext, request: FastifyRequest): StaffFrame {
  const { visitor } = request;
  const nowAt = ctx.now().toISOString();
  const csrf = visitor?.csrf ?? newFormToken(ctx, { purpose: 'anonymous', subject: '' }).text;
  return {
    ...namesOf(null),
    path: pathOf(request),
    nowAt,
    person: visitor ? { name: visitor.person.name } : null,
    csrf,
    section: 'none',
    openTasks: 0,
    inbox: ctx.config.inboxDir !== null,
    settings: false,
    done: null,
  };
}

/** The frame of a page opened by a link, in the reader's language; `nowAt` is the deal's own now. */
export async function publicFrame(ctx: ApiContext, request: FastifyRequest, { nowAt, language }: { nowAt: string; language: Language }): Promise<PublicFrame> {
  const company = await findCompany(ctx.db);
  return {
    ...namesOf(company),
    ...(company ? { companyLine: `${company.name}, ${t(language, 'pages.tax_id.kz_bin', { value: company.taxId })}, ${company.address}` } : {}),
    path: pathOf(request),
    nowAt,
    done: doneCodeOf(request),
  };
}

function namesOf(company: CompanyRow | null): { companyName: string; help: HelpContact } {
  return company === null ? { companyName: 'Q2C', help: { name: 'Q2C' } } : { companyName: company.shortName, help: { name: company.helpName, phone: company.phone, email: company.email } };
}

/** The page's own address with its query, without what only this visit was told. */
function pathOf(request: FastifyRequest): string {
  const [path = '/', query = ''] = request.url.split('?');
  const kept = new URLSearchParams(query);
  kept.delete('done');
  kept.delete('lang');
  const rest = kept.toString();
  return rest === '' ? path : `${path}?${rest}`;
}
