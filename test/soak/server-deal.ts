import { unitOfWork } from '../../db/unit-of-work.ts';
import type { Cover } from '../../domain/approval/choose-approver.ts';
import { type ApprovalRole, approvalRoles } from '../../domain/approval/policy.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import type { DealEvent } from '../../workflows/deal/events.ts';
import type { MessageName } from '../../workflows/deal/messages.ts';
import type { DealState } from '../../workflows/deal/state.ts';
import { aDeal, aPackage, type BuiltDeal } from '../build/deal.ts';
import { dealNow, eventually, stateOf, type World } from '../deal/world.ts';
import { type Company, sellerId } from '../workflows/deal/approval-company.ts';
import { addCover, moveIn } from './company-in-database.ts';

/** What is turned on a draft: the values that the roles judge, in the plainest numbers. */
export type Values = Readonly<{ title: number; contract: number; dueDays: number; grossMinor: number }>;

/**
 * A draft as the model sees it: its sum, and for each role one number that changes where something that the role judges does. The table
 * of these companies asks about the sum alone, so the sum tells the route.
 */
export function draftOf(values: Values, { policy }: Pick<Company, 'policy'>) {
  const { grossMinor } = values;
  const matching = policy.filter(({ when }) => when.every(({ value }) => grossMinor > Number(value)));
  const onRoute = (...roles: ApprovalRole[]) => matching.some(row => roles.some(role => row.roles.includes(role)));
  const first = approvalRoles.find(role => onRoute(role));
  const fields = approvalRoles.map(role => {
    const judgesRest = role === first;
    const isAskedAboutSum = matching.some(({ when, roles }) => when.length > 0 && roles.includes(role)) && !onRoute('director');
    const judged: Partial<Values> = {
      ...(judgesRest ? { title: values.title, grossMinor } : {}),
      ...(role === 'lawyer' || (judgesRest && !onRoute('lawyer')) ? { contract: values.contract } : {}),
      ...(role === 'cfo' || role === 'director' || (judgesRest && !onRoute('cfo', 'director')) ? { dueDays: values.dueDays } : {}),
      ...(role === 'director' || isAskedAboutSum ? { grossMinor } : {}),
    };
    return [role, oneNumber(judged)] as const;
  });
  return { grossMinor, fields: Object.fromEntries(fields) as Record<ApprovalRole, number> };
}

/** Each set of fields has a number of its own; a field that is not judged counts as none. */
function oneNumber({ title, contract, dueDays, grossMinor }: Partial<Values>): number {
  return [title, contract, dueDays, grossMinor].reduce<number>((sum, value) => sum * 1000 + (value === undefined ? 0 : value + 1), 0);
}

function contentOf({ title, contract, dueDays, grossMinor }: Values): PackageContent {
  const [line] = aPackage().lines;
  if (!line) throw new Error('the sample package has no line');
  return aPackage({
    title: `Насосы, редакция ${title}`,
    acceptance: 'customer_accepts',
    contract: { type: 'standard', number: `${contract}/2030`, signedOn: '2026-02-01' },
    lines: [{ ...line, qty: '1', unitPrice: { amountMinor: grossMinor, currency: 'KZT' }, priceIncludesVat: true }],
    terms: { due: { type: 'net_days', days: dueDays }, special: [], instalments: [] },
  });
}

/** A deal of a company made by chance, on the real server with the real database. */
export class ServerDeal {
  readonly deal: BuiltDeal;
  readonly #world: World;
  #revision = 0;

  private constructor(world: World, deal: BuiltDeal) {
    this.#world = world;
    this.deal = deal;
  }

  static async open(world: World, given: { company: Company; values: Values; at: string }): Promise<ServerDeal> {
    await moveIn(world.pool, given.company);
    const content = contentOf(given.values);
    const deal = await aDeal(world.pool, { content, start: { submit: false, ownerId: sellerId, actor: { type: 'user', id: sellerId } } });
    await world.start(deal);
    await eventually(
      () => stateOf(world, deal),
      state => state.n > 0,
    );
    await world.fastForward(deal, { untilAt: given.at });
    return new ServerDeal(world, deal);
  }

  async now(): Promise<number> {
    return Date.parse(await dealNow(this.#world.client, this.deal.workflowId));
  }

  state(): Promise<DealState> {
    return stateOf(this.#world, this.deal);
  }

  /** Answers the code of a refusal, or null where the command was taken. */
  async give(name: MessageName, body: Record<string, unknown>, by: string): Promise<string | null> {
    try {
      await this.#world.command(this.deal, name, body, { actor: { type: 'user', id: by } });
      return null;
    } catch (error) {
      const type = (error as { cause?: { type?: unknown } }).cause?.type;
      if (typeof type !== 'string') throw error;
      return type;
    }
  }

  /** The draft stands before the process is told, as the API leaves it. */
  async change(values: Values, by: string): Promise<string | null> {
    this.#revision += 1;
    await this.#world.pool.query('update deal set draft = $2, draft_revision = $3 where id = $1', [this.deal.dealId, JSON.stringify(contentOf(values)), this.#revision]);
    return this.give('change_package', { draft_revision: this.#revision }, by);
  }

  async cover(cover: Cover, by: string): Promise<void> {
    await unitOfWork(this.#world.pool, db => addCover(db, cover));
    const refused = await this.give('approvers_changed', {}, by);
    if (refused) throw new Error(`approvers_changed was refused: ${refused}`);
  }

  async passTo(untilMs: number): Promise<void> {
    await this.#world.fastForward(this.deal, { untilAt: new Date(untilMs).toISOString() });
  }

  async events(): Promise<DealEvent[]> {
    const { rows } = await this.#world.pool.query('select n, type, at, data, actor, command_id from deal_event where deal_id = $1 order by n', [this.deal.dealId]);
    return rows.map(row => ({ n: row.n, type: row.type, at: row.at.toISOString(), data: row.data, actor: row.actor, commandId: row.command_id }) as DealEvent);
  }
}
