import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import { standing } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { PayerProfile } from '../../../db/payers/read-payer-profile.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { CompanyPolicy } from '../../../domain/policy/company-policy.ts';
import type { DealPageView } from '../../../templates/pages/views/deal-view.ts';
import { differencesOfPackages } from '../../../templates/pages/views/differences-of-packages.ts';
import type { PageReader, StaffFrame } from '../../../templates/pages/views/frame-view.ts';
import type { ApiConfig } from '../../context.ts';
import { hasRole } from '../frame/visitor.ts';
import { taskKind } from '../tasks/task-kind.ts';
import { allowedVerbs, peopleToOwn } from './allowed.ts';
import { clockOf } from './deal-clock.ts';
import { customerOf, payerOf } from './deal-customer.ts';
import { documentsOf, invoicesOf, paymentsOf } from './deal-money.ts';
import { failingParts } from './failing.ts';
import { heldShipmentsOf } from './held-shipments.ts';
import { overdueDaysOf, owedMinor } from './owed.ts';
import { railOf } from './rail.ts';
import { storyOf } from './story.ts';
import { waitingOf } from './waiting.ts';

export type DealScene = Readonly<{
  file: DealFile;
  frame: StaffFrame;
  reader: PageReader;
  person: SignedInPerson;
  people: ReadonlyMap<string, PersonRow>;
  config: ApiConfig;
  policy: CompanyPolicy;
  /** The calendar of the customer's zone. */
  calendar: WorkCalendar;
  payer: PayerProfile;
  nowAt: string;
  wholeStory: boolean;
  /** Whether this Temporal server can move a deal's clock. */
  canFastForward: boolean;
  form: DealPageView['form'];
  nonce: string;
}>;

/** The page of a deal from its records, by the deal's own now. */
export function dealView(scene: DealScene): DealPageView {
  const { file, people, config, nowAt, reader } = scene;
  const { deal } = file;
  const invoices = invoicesOf(scene);
  const waiting = waitingOf(file, people, nowAt);
  const story = storyOf(file, people, { all: scene.wholeStory });
  const issued = file.invoices.filter(row => row.status === 'open' || row.status === 'paid' || row.status === 'uncollectible');
  return {
    frame: scene.frame,
    id: deal.id,
    title: deal.title,
    stage: deal.stage,
    gross: deal.grossMinor === null ? totalOf(file) : { amountMinor: deal.grossMinor, currency: deal.currency },
    rail: railOf(file, reader.zone),
    waiting: waiting === null ? null : { ...waiting, overdueDays: Math.max(0, ...file.invoices.map(row => overdueDaysOf(row, nowAt, file.customer.timeZone))) },
    closed: deal.closedAt === null ? null : { at: deal.closedAt, reason: closingReason(file) },
    failing: failingParts(file, nowAt),
    approval: approvalOf(scene),
    invoices,
    payments: paymentsOf(standing(file.payments), deal.currency),
    remaining: issued.length === 0 ? null : { amountMinor: issued.reduce((sum, row) => sum + owedMinor(row), 0), currency: deal.currency },
    story: story.entries,
    earlierEvents: story.earlier,
    earlierUrl: story.earlier > 0 ? `/deals/${deal.id}?story=all` : null,
    versions: versionsOf(scene),
    owner: { name: people.get(deal.ownerId)?.name ?? '' },
    approvedBy: approvers(scene),
    customer: customerOf(file.customer),
    payer: payerOf(scene.payer, people),
    holds: file.holds.filter(hold => hold.liftedAt === null).map(({ type, scope, sinceAt }) => ({ type, scope, sinceAt })),
    work: openWork(scene),
    heldShipments: heldShipmentsOf(file, scene),
    documents: documentsOf(scene),
    temporalUrl: config.temporalUiUrl === null ? null : `${config.temporalUiUrl}/namespaces/${encodeURIComponent(config.namespace)}/workflows/${encodeURIComponent(deal.workflowId)}`,
    source: deal.source === 'api' ? null : { name: [deal.source, deal.externalId].filter(Boolean).join(' '), url: null },
    may: allowedVerbs(file, { person: scene.person, people, policy: scene.policy, nowAt, fastForward: config.fastForward && scene.canFastForward }),
    handOverTo: peopleToOwn(file, people),
    ...clockOf(scene),
    form: scene.form,
    nonce: scene.nonce,
  };
}

function approvalOf({ file, people, reader }: DealScene): DealPageView['approval'] {
  if (file.deal.stage !== 'approving') return null;
  const last = file.tasks.at(-1);
  if (!last) return null;
  const steps = file.tasks.filter(task => task.round === last.round && task.version === last.version);
  return {
    round: last.round,
    version: last.version,
    steps: steps.map(task => ({
      role: task.role,
      personName: people.get(task.decidedById ?? task.personId ?? '')?.name ?? null,
      status: task.status,
      dueAt: task.dueAt,
      decidedAt: task.decidedAt,
      escalatedAt: task.escalatedAt,
      keptFromVersion: task.keptFromVersion,
      // A kept approval was spoken on another version; its words stand there.
      comment: file.notes.get((file.tasks.find(other => other.id === task.keptFromId) ?? task).noteId ?? '') ?? null,
      why: task.why.map(reason => reason.text[reader.language].replace(/[.\s]+$/, '')),
    })),
  };
}

/** Work that waits for people; whoever has it finds the forms on the page of his tasks. */
function openWork({ file, person, people }: DealScene): DealPageView['work'] {
  return file.humanTasks
    .filter(task => task.doneAt === null)
    .map(({ id, kind, assigneeId, createdAt }) => {
      const mine = assigneeId === person.id || (assigneeId === 'finance' && hasRole(person, 'finance'));
      const holder = assigneeId === person.id ? ('me' as const) : assigneeId === 'finance' ? ('finance' as const) : { name: people.get(assigneeId ?? '')?.name ?? '' };
      return { kind: taskKind(kind), holder, sinceAt: createdAt, url: mine ? `/tasks#${id}` : null };
    });
}

/** Who approved the version in force, in the order of the route. */
function approvers({ file, people }: DealScene): string[] {
  const current = file.deal.packageVersion;
  return file.tasks.filter(task => task.version === current && task.status === 'approved').flatMap(task => people.get(task.decidedById ?? '')?.name ?? []);
}

function versionsOf({ file, reader }: DealScene): DealPageView['versions'] {
  const current = file.versions.at(-1),
    previous = file.versions.at(-2);
  if (!current) return null;
  return {
    current: current.version,
    frozenOn: dateInZone(current.frozenAt, reader.zone),
    previous: previous ? { version: previous.version, frozenOn: dateInZone(previous.frozenAt, reader.zone) } : null,
    differences: previous ? differencesOfPackages(previous, current) : [],
  };
}

function totalOf({ invoices, deal }: DealFile): DealPageView['gross'] {
  return invoices.length === 0 ? null : { amountMinor: invoices.reduce((sum, row) => sum + row.grossMinor, 0), currency: deal.currency };
}

function closingReason({ events, notes }: DealFile): string | null {
  const closed = events.findLast(event => event.type === 'deal.closed');
  const { noteId, reasonText } = closed?.data ?? {};
  if (typeof noteId === 'string') return notes.get(noteId) ?? null;
  return typeof reasonText === 'string' ? reasonText : null;
}
