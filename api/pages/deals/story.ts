import type { DealFile, EventRow, LetterRow } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { StoryEntry } from '../../../templates/pages/views/story-view.ts';
import { taskKind } from '../tasks/task-kind.ts';
import { factOf } from './story-facts.ts';
import { sentEntry } from './story-messages.ts';

const shownAtOnce = 40;

type People = ReadonlyMap<string, PersonRow>;
export type Story = Readonly<{ entries: readonly StoryEntry[]; earlier: number }>;

/** What happened to a deal, newest first: its events, the letters and messages that went to colleagues, and the work that people were given and did. */
export function storyOf(file: DealFile, people: People, { all }: { all: boolean }): Story {
  const told = new Set<string>();
  const events = file.events.flatMap(event => entryOf(event, file, { people, told }));
  const letters = file.letters.filter(letter => !told.has(letter.id)).flatMap(letter => sentEntry(letter, people) ?? []);
  const holds = file.holds.flatMap(heldEntries);
  // Equal instants keep the order in which they were told: what came last stands first.
  const entries = [...events, ...letters, ...viewsOf(file), ...holds, ...tasksOf(file, people)]
    .map((entry, order) => ({ entry, order }))
    .toSorted((a, b) => (a.entry.at === b.entry.at ? b.order - a.order : a.entry.at < b.entry.at ? 1 : -1))
    .map(({ entry }) => entry);
  const shown = all ? entries : entries.slice(0, shownAtOnce);
  return { entries: shown, earlier: entries.length - shown.length };
}

/** A hold tells of itself when it came into force and when it was lifted; the rows are its record. That somebody has lifted it by their word, the event tells with its debt. */
function heldEntries({ sinceAt, liftedAt, liftedBy }: DealFile['holds'][number]): StoryEntry[] {
  const told = { who: null, words: null, letter: null };
  const isTold = liftedAt === null || liftedBy === 'decision';
  return [{ what: 'shipment_held', at: sinceAt, ...told }, ...(isTold ? [] : [{ what: 'shipment_hold_over' as const, at: liftedAt, ...told }])];
}

/** Views of before they were events stand on the invoice alone. */
function viewsOf({ invoices, events }: DealFile): StoryEntry[] {
  const told = new Set(events.filter(event => event.type === 'invoice.viewed' || event.type === 'receipt.confirmed').map(event => event.data['invoiceId']));
  return invoices.flatMap(({ id, viewedAt, number }): StoryEntry[] => (viewedAt && !told.has(id) ? [{ what: 'invoice_viewed', number, at: viewedAt, who: null, words: null, letter: null }] : []));
}

/** Work is told of when somebody gets it, and when a person has done it; what the engine closes is told by what settled it. */
function tasksOf({ humanTasks, notes }: DealFile, people: People): StoryEntry[] {
  return humanTasks.flatMap(({ kind, assigneeId, createdAt, doneAt, doneById, noteId }): StoryEntry[] => {
    const task = taskKind(kind);
    const opened: StoryEntry = { what: 'task_opened', task, personName: people.get(assigneeId ?? '')?.name ?? null, at: createdAt, who: null, words: null, letter: null };
    if (doneAt === null || doneById === null || doneById === 'engine') return [opened];
    return [opened, { what: 'task_done', task, personName: null, at: doneAt, who: people.get(doneById)?.name ?? 'API', words: notes.get(noteId ?? '') ?? null, letter: null }];
  });
}

function entryOf(event: EventRow, file: DealFile, { people, told }: { people: People; told: Set<string> }): StoryEntry[] {
  const fact = factOf(event, file, people);
  if (fact === null) return [];
  const letter = letterOf(event, file);
  if (letter) told.add(letter.id);
  return [{ ...fact, at: event.at, who: whoOf(event, file, people), words: wordsOf(event, file), letter: letter?.subject ? { subject: letter.subject, text: letter.text ?? '' } : null }];
}

function whoOf({ actor }: EventRow, { customer }: DealFile, people: People): string | null {
  switch (actor.type) {
    case 'user':
      return people.get(actor.id)?.name ?? null;
    case 'customer':
      return customer.contactName ?? customer.name;
    case 'api_key':
      return 'API';
    case 'signal':
      return 'Temporal';
    case 'system':
    case 'bank':
      return null;
  }
}

/** The comment or the reason that a person gave: as a note, or in the message itself. */
function wordsOf({ data, actor }: EventRow, { notes }: DealFile): string | null {
  if (actor.type === 'system') return null;
  const { noteId, reasonText } = data;
  if (typeof noteId === 'string') return notes.get(noteId) ?? null;
  return typeof reasonText === 'string' && reasonText !== '' ? reasonText : null;
}

/** The letter whose sending an event records. */
function letterOf({ type, data }: EventRow, { letters, reminders }: DealFile): LetterRow | null {
  if (type === 'invoice.sent') return letters.find(letter => letter.kind === 'invoice' && letter.invoiceId === data['invoiceId']) ?? null;
  if (type !== 'reminder.sent') return null;
  const fate = reminders.find(row => row.invoiceId === data['invoiceId'] && row.rung === data['rung']);
  return letters.find(letter => letter.id === fate?.letterId) ?? null;
}
