import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCover } from '../../db/people/change-people.ts';
import { readApprovalHistory } from '../../db/read/approval-history.ts';
import { readDb, unitOfWork } from '../../db/unit-of-work.ts';
import { roundTimes } from '../../domain/metrics/round-times.ts';
import { stepTimes } from '../../domain/metrics/step-times.ts';
import type { PackageContent } from '../../domain/quote/package.ts';
import { byAdmin, people } from '../build/company.ts';
import { aDeal, aPackage, type BuiltDeal } from '../build/deal.ts';
import { openStep } from '../replay/scenarios.ts';
import { aWorld, eventually, stateOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const machine = { actor: { type: 'api_key', id: 'key_test' } } as const;
const seller = { actor: { type: 'user', id: people.seller.id } } as const;
const [pumps] = aPackage().lines;
if (!pumps) throw new Error('the sample package has no line');

const approve = async (deal: BuiltDeal, person: { id: string }) => world.command(deal, 'approve', await openStep(world, deal, person), machine);

async function aDealApprovedBy(...approvers: readonly { id: string }[]): Promise<BuiltDeal> {
  const deal = await aDeal(world.pool);
  await world.start(deal);
  for (const person of approvers) await approve(deal, person);
  return deal;
}

/** The seller edits the package; the draft stands before the process is told, as the API leaves it. */
async function change(deal: BuiltDeal, content: PackageContent): Promise<void> {
  const { rows } = await world.pool.query('update deal set draft = $2, draft_revision = draft_revision + 1 where id = $1 returning draft_revision', [deal.dealId, JSON.stringify(content)]);
  await world.command(deal, 'change_package', { draft_revision: rows[0].draft_revision }, seller);
}

const stepsOf = async (deal: BuiltDeal, version: number): Promise<string[]> =>
  (await world.pool.query('select role, status, kept_from_version from approval_task where deal_id = $1 and version = $2 order by position', [deal.dealId, version])).rows.map(
    row => `${row.role} ${row.status}${row.kept_from_version ? ` since version ${row.kept_from_version}` : ''}`,
  );
const askedOn = async (deal: BuiltDeal): Promise<string[]> =>
  (await world.pool.query("select data ->> 'role' as role, data ->> 'version' as version from deal_event where deal_id = $1 and type = 'approval.requested' order by n", [deal.dealId])).rows.map(
    row => `${row.role} ${row.version}`,
  );
const untilApproved = (deal: BuiltDeal) =>
  eventually(
    () => stateOf(world, deal),
    state => state.phase.status === 'billing',
  );

describe('a version that changes a part of the package', () => {
  it('AP7: payment terms changed after the CFO approved ask the CFO and the director again, the lawyer and the manager not', async () => {
    const deal = await aDealApprovedBy(people.manager, people.lawyer, people.cfo);
    await openStep(world, deal, people.director);
    await change(deal, aPackage({ terms: { due: { type: 'net_days', days: 45 }, special: [], instalments: [] } }));
    expect(await stepsOf(deal, 2)).toEqual(['manager approved since version 1', 'lawyer approved since version 1', 'cfo open', 'director waiting']);
    await approve(deal, people.cfo);
    await approve(deal, people.director);
    await untilApproved(deal);
    expect(await askedOn(deal)).toEqual(['manager 1', 'lawyer 1', 'cfo 1', 'director 1', 'cfo 2', 'director 2']);
    // AP12: the figures count what was asked and decided, and no kept word a second time.
    const { events } = await readApprovalHistory(readDb(world.pool), { fromAt: '2020-01-01T00:00:00.000Z', asOfAt: null });
    const theirs = events.filter(event => event.dealId === deal.dealId);
    expect(stepTimes(theirs).map(({ role, version, outcome }) => `${role} ${version} ${outcome}`)).toEqual([
      ...['manager 1 approved', 'lawyer 1 approved', 'cfo 1 approved', 'director 1 superseded'],
      ...['cfo 2 approved', 'director 2 approved'],
    ]);
    expect(roundTimes(theirs)).toMatchObject([{ round: 1, rounds: 1 }]);
  });

  it('keeps an approval over several versions, and names the version it was given on', async () => {
    const deal = await aDealApprovedBy(people.manager, people.lawyer);
    await openStep(world, deal, people.cfo);
    const terms = (days: number) => aPackage({ terms: { due: { type: 'net_days', days }, special: [], instalments: [] } });
    await change(deal, terms(30));
    await change(deal, terms(60));
    expect(await stepsOf(deal, 3)).toEqual(['manager approved since version 1', 'lawyer approved since version 1', 'cfo open', 'director waiting']);
    // A key has decided, and the step is still the person's who was asked.
    const { rows } = await world.pool.query('select person_id, decided_by_id from approval_task where deal_id = $1 and version = 3 and kept_from_id is not null order by position', [deal.dealId]);
    expect(rows).toEqual([people.manager, people.lawyer].map(({ id }) => ({ person_id: id, decided_by_id: machine.actor.id })));
  });

  it('asks the manager again where lines, prices or the title have changed, and the lawyer where a clause has', async () => {
    const deal = await aDealApprovedBy(people.manager, people.lawyer);
    await openStep(world, deal, people.cfo);
    await change(deal, aPackage({ title: 'Насосы, вторая очередь' }));
    expect(await stepsOf(deal, 2)).toEqual(['manager open', 'lawyer approved since version 1', 'cfo waiting', 'director waiting']);
    await approve(deal, people.manager);
    await openStep(world, deal, people.cfo);
    await change(deal, aPackage({ title: 'Насосы, вторая очередь', contract: { type: 'amended', number: '17/2026', signedOn: null } }));
    expect(await stepsOf(deal, 3)).toEqual(['manager approved since version 2', 'lawyer open', 'cfo waiting', 'director waiting']);
  });

  it('keeps no word but the last: a role that has asked for changes since is asked again, whatever it said before', async () => {
    const deal = await aDealApprovedBy(people.manager);
    const { rows } = await world.pool.query(
      "insert into note (id, text, author_type, author_id, created_at) values ('note_kept', 'Верните типовой договор', 'user', 'usr_lawyer', now()) returning id",
    );
    await world.command(deal, 'request_changes', { ...(await openStep(world, deal, people.lawyer)), note_id: rows[0].id }, machine);
    await eventually(
      () => stateOf(world, deal),
      state => state.phase.status === 'quoting',
    );
    await world.command(deal, 'submit', {}, seller);
    expect(await stepsOf(deal, 2)).toEqual(['manager approved since version 1', 'lawyer open', 'cfo waiting', 'director waiting']);
  });

  it('INV-5: a route whose approvals all still hold is approved at once, and says on which version each was given', async () => {
    const deal = await aDeal(world.pool, { content: aPackage({ acceptance: 'customer_accepts' }) });
    await world.start(deal);
    for (const person of [people.manager, people.lawyer, people.cfo, people.director]) await approve(deal, person);
    await eventually(
      () => stateOf(world, deal),
      state => state.phase.status === 'accepting',
    );
    await change(deal, aPackage({ acceptance: 'customer_accepts' }));
    await eventually(
      () => stateOf(world, deal),
      state => state.phase.status === 'accepting' && state.package?.version === 2,
    );
    expect(await stepsOf(deal, 2)).toEqual(['manager', 'lawyer', 'cfo', 'director'].map(role => `${role} approved since version 1`));
  });

  it('keeps no approval that was still within its undo window when the version went', async () => {
    const deal = await aDeal(world.pool);
    await world.start(deal);
    await world.command(deal, 'approve', await openStep(world, deal, people.manager), { actor: { type: 'user', id: people.manager.id } });
    await change(deal, aPackage({ terms: { due: { type: 'net_days', days: 45 }, special: [], instalments: [] } }));
    expect(await stepsOf(deal, 1)).toEqual(['manager superseded', 'lawyer superseded', 'cfo superseded', 'director superseded']);
    expect((await stepsOf(deal, 2))[0]).toBe('manager open');
  });
});

describe('a deal that its seller takes back', () => {
  it('returns to quoting, tells whoever was asked, and asks only those again whom the change touches', async () => {
    const deal = await aDealApprovedBy(people.manager, people.lawyer);
    await openStep(world, deal, people.cfo);
    await world.pool.query("insert into note (id, text, author_type, author_id, created_at) values ('note_back', 'Клиент просит другой срок', 'user', 'usr_seller', now())");
    const stranger = world.command(deal, 'withdraw', { note_id: 'note_back' }, { actor: { type: 'user', id: people.cfo.id } });
    await expect(stranger).rejects.toMatchObject({ cause: { type: 'not_entitled' } });
    await world.command(deal, 'withdraw', { note_id: 'note_back' }, seller);
    expect((await stateOf(world, deal)).phase).toMatchObject({ status: 'quoting', returned: 'withdrawn' });
    expect(await stepsOf(deal, 1)).toEqual(['manager approved', 'lawyer approved', 'cfo superseded', 'director superseded']);
    const letters = await eventually(
      async () => (await world.pool.query("select kind, text from letter where deal_id = $1 and to_user_id = $2 and state = 'sent'", [deal.dealId, people.cfo.id])).rows,
      rows => rows.some(row => row.kind === 'approval_withdrawn'),
    );
    expect(letters.find(row => row.kind === 'approval_withdrawn').text).toContain('Клиент просит другой срок');
    await world.command(deal, 'submit', {}, seller);
    expect(await stepsOf(deal, 2)).toEqual(['manager approved since version 1', 'lawyer approved since version 1', 'cfo open', 'director waiting']);
  });
});

describe('people who change while a step is open', () => {
  it('a cover noted today takes the step over with its clock, and the old link dies', async () => {
    const deal = await aDealApprovedBy(people.manager, people.lawyer);
    const { task_id } = await openStep(world, deal, people.cfo);
    const dueBefore = (await world.pool.query('select due_at from approval_task where id = $1', [task_id])).rows[0].due_at;
    const today = new Date().toISOString().slice(0, 10);
    await unitOfWork(world.pool, db => addCover(db, { userId: people.cfo.id, coverUserId: people.director.id, fromOn: '2026-01-01', toOn: '2035-12-31' }, byAdmin(`${today}T00:00:00.000Z`)));
    await world.relay();
    await openStep(world, deal, people.director);
    const { rows } = await world.pool.query('select person_id, person_via, due_at from approval_task where id = $1', [task_id]);
    expect(rows).toEqual([{ person_id: people.director.id, person_via: 'cover', due_at: dueBefore }]);
    const stale = world.command(deal, 'approve', { task_id, version: 1 }, { actor: { type: 'user', id: people.cfo.id } });
    await expect(stale).rejects.toMatchObject({ cause: { type: 'not_entitled' } });
    await world.pool.query('delete from user_cover');
  });

  it('INV-4: a deal that is given to the holder of its open step takes the step from him: somebody else decides it', async () => {
    const deal = await aDealApprovedBy(people.manager, people.lawyer);
    const { task_id } = await openStep(world, deal, people.cfo);
    const directorIs = (...roles: string[]) => world.pool.query('update app_user set roles = $1 where id = $2', [roles, people.director.id]);
    await directorIs('director', 'cfo');
    await world.command(deal, 'hand_over', { to_user_id: people.cfo.id }, seller);
    await openStep(world, deal, people.director);
    const own = world.command(deal, 'approve', { task_id, version: 1 }, { actor: { type: 'user', id: people.cfo.id } });
    await expect(own).rejects.toMatchObject({ cause: { type: 'not_entitled' } });
    await approve(deal, people.director);
    expect((await stepsOf(deal, 1)).slice(2)).toEqual(['cfo approved', 'director open']);
    await directorIs('director');
  });
});
