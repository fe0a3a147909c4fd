import type { DoneCode, FormProblem, FormState, HelpContact, PageLanguage, PublicFrame, StaffFrame } from '../views/frame-view.ts';
import type { Tell } from './tell.ts';

const languageNames: Readonly<Record<PageLanguage, Readonly<{ short: string; full: string }>>> = {
  ru: { short: 'РУС', full: 'Русский' },
  kk: { short: 'ҚАЗ', full: 'Қазақша' },
  en: { short: 'ENG', full: 'English' },
};

const sections = [
  { code: 'start', url: '/' },
  { code: 'deals', url: '/deals' },
  { code: 'tasks', url: '/tasks' },
  { code: 'settings', url: '/settings/approvals' },
  { code: 'inbox', url: '/inbox' },
] as const;

/** What the layout prints around a staff page. `name` is the page's own title, put before the company's. */
export function presentStaffFrame(frame: StaffFrame, tell: Tell, name: string) {
  const shown = sections.filter(({ code }) => (code === 'inbox' || code === 'settings' ? frame[code] : code === 'start' || frame.person !== null));
  return {
    ...around(frame, tell, name),
    staff: true,
    reading: false,
    companyLine: null,
    csrf: frame.csrf,
    person: frame.person,
    sections: shown.map(({ code, url }) => ({
      label: tell.say(`section.${code}`),
      url,
      current: code === frame.section,
      count: code === 'tasks' && frame.openTasks > 0 ? String(frame.openTasks) : null,
    })),
  };
}

/** What the layout prints around a page opened by a link: one narrow column, no sections. */
export function presentPublicFrame(frame: PublicFrame, tell: Tell, name: string) {
  return { ...around(frame, tell, name), staff: false, reading: true, companyLine: frame.companyLine ?? null, csrf: null, person: null, sections: [] };
}

type AnyFrame = Readonly<{ companyName: string; path: string; nowAt: string; help: HelpContact; done: DoneCode | null }>;

function around(frame: AnyFrame, tell: Tell, name: string) {
  const { language, zone } = tell.reader;
  const { help } = frame;
  return {
    title: `${name} — ${frame.companyName}`,
    companyName: frame.companyName,
    languages: (['ru', 'kk', 'en'] as const).filter(one => one !== language).map(one => ({ code: one, ...languageNames[one], url: withLanguage(frame.path, one) })),
    help: {
      who: [help.name, help.position].filter(Boolean).join(', '),
      phone: help.phone ?? null,
      phoneUrl: help.phone ? `tel:${help.phone.replace(/[^+\d]/g, '')}` : null,
      email: help.email ?? null,
      emailUrl: help.email ? `mailto:${help.email}` : null,
      hours: help.hours ?? null,
    },
    clock: tell.say('frame.clock', { at: tell.at(frame.nowAt, 'full'), place: place(tell, zone) }),
    nowAt: frame.nowAt,
    done: frame.done === null ? null : tell.say(`done.${frame.done}`),
  };
}

/** The same page in another language: its query keeps everything else. */
export function withLanguage(path: string, language: PageLanguage): string {
  const [base = '/', query = ''] = path.split('?');
  const kept = new URLSearchParams(query);
  kept.set('lang', language);
  return `${base}?${kept}`;
}

/** A zone as people call it: the name of its city, in their language where we have it. */
export function place(tell: Tell, zone: string): string {
  const key = `zone.${zone}`;
  return tell.has(key) ? tell.say(key) : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** The problems of a form in words: for the summary on top, and beside each field by its name. */
export function presentProblems(form: FormState | null, tell: Tell) {
  const list = (form?.problems ?? []).map(problem => ({ field: problem.field, text: problemText(problem, tell) }));
  const of = (field: string): string | null => list.find(one => one.field === field)?.text ?? null;
  return { list, of, value: (field: string): string => form?.values[field] ?? '' };
}

function problemText({ code, latestOn, limit, left, nextAt }: FormProblem, tell: Tell): string {
  return tell.say(`problem.${code}`, {
    ...(latestOn ? { day: tell.day(latestOn, 'ablative') } : {}),
    ...(limit ? { sum: tell.money(limit) } : {}),
    ...(left === undefined ? {} : { count: left }),
    ...(nextAt ? { at: tell.at(nextAt, 'clock_until') } : {}),
  });
}
