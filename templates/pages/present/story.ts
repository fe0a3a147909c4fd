import { formatTime } from '../../format/instants.ts';
import type { Params } from '../../language/t.ts';
import type { StoryEntry } from '../views/story-view.ts';
import { localDay, type Tell } from './tell.ts';

/** The story by days, newest first, each line with its time, its sentence and the words that were said or sent. */
export function presentStory(entries: readonly StoryEntry[], tell: Tell) {
  const days = Map.groupBy(entries, entry => localDay(entry.at, tell.reader.zone));
  return [...days].map(([on, list]) => ({ day: tell.say('story_day', { day: tell.day(on), weekday: weekday(on, tell) }), list: list.map(entry => line(entry, tell)) }));
}

function line(entry: StoryEntry, tell: Tell) {
  return {
    at: entry.at,
    time: formatTime(entry.at, tell.reader.zone),
    // A fact without its person, sum or address ends earlier; what stands between ** is bold, or the whole sentence where nothing is marked.
    what: bold(tell.say(`story.${entry.what}`, storyParams(entry, tell)).replace(/[,\s]+$/, '')),
    who: entry.who,
    words: entry.words,
    letter: entry.letter,
  };
}

/** Every raw value of a fact in the reader's words; a sentence takes those it names. */
function storyParams(entry: StoryEntry, tell: Tell): Params {
  const params: Record<string, string | number> = {};
  if ('version' in entry) params['version'] = String(entry.version);
  if ('sum' in entry) params['sum'] = entry.sum === null ? '' : tell.money(entry.sum);
  if ('role' in entry) params['role'] = tell.word('role', entry.role);
  if ('roles' in entry) params['role'] = entry.roles.map(role => tell.word('role', role)).join(', ');
  if ('personName' in entry) params['person'] = entry.personName ?? '';
  if ('fromName' in entry) params['from'] = entry.fromName;
  if ('number' in entry) params['number'] = entry.number ?? '';
  if ('dueOn' in entry) params['due'] = tell.day(entry.dueOn, 'dative');
  if ('payOn' in entry) params['day'] = tell.day(entry.payOn, 'dative');
  if ('paidOn' in entry) params['day'] = tell.day(entry.paidOn, 'locative');
  if ('untilAt' in entry) params['day'] = tell.day(entry.untilAt, 'dative');
  if ('rung' in entry) params['rung'] = tell.word('rung', entry.rung);
  if ('payerName' in entry) params['payer'] = entry.payerName;
  if ('task' in entry) params['task'] = tell.say(`task_kind.${entry.task}`);
  return { ...params, ...sendingParams(entry, tell), ...releaseParams(entry, tell) };
}

/** What was sent, to whom, and what stood in its way. */
function sendingParams(entry: StoryEntry, tell: Tell): Params {
  const params: Record<string, string> = {};
  if ('address' in entry) params['address'] = entry.address ?? '';
  if ('subject' in entry) params['subject'] = entry.subject;
  if ('obstacle' in entry) params['obstacle'] = tell.say(`story_obstacle.${entry.obstacle}`);
  return params;
}

/** Over which debt shipments were released, and which version of the package was shipped. */
function releaseParams(entry: StoryEntry, tell: Tell): Params {
  if (entry.what !== 'shipment_released') return {};
  const { overdueDays, packageVersion } = entry;
  return { overdue: tell.count('days_overdue', overdueDays), version: packageVersion === null ? '' : tell.say('story_version', { version: String(packageVersion) }) };
}

function weekday(on: string, tell: Tell): string {
  return new Intl.DateTimeFormat(tell.reader.language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${on}T00:00:00Z`));
}

function bold(sentence: string) {
  const parts = sentence.split('**');
  return parts.length === 1 ? [{ text: sentence, bold: true }] : parts.map((text, index) => ({ text, bold: index % 2 === 1 })).filter(part => part.text !== '');
}
