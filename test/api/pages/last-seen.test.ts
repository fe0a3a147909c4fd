import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCaught } from '../../../api/inbox/read-caught.ts';
import type { PackageContent } from '../../../domain/quote/package.ts';
import { people } from '../../build/company.ts';
import { aDeal, aPackage, type BuiltDeal } from '../../build/deal.ts';
import { eventually } from '../../deal/world.ts';
import { openStep } from '../../replay/scenarios.ts';
import { testStack } from '../../setup/stack.ts';
import { anAskedStep, aPagesApp, type PagesApp } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

const machine = { actor: { type: 'api_key', id: 'key_test' } } as const;
const as = (person: { id: string }) => ({ actor: { type: 'user', id: person.id } }) as const;
const approve = async (deal: BuiltDeal, person: { id: string }, by: Parameters<PagesApp['world']['command']>[3] = machine) =>
  pages.world.command(deal, 'approve', await openStep(pages.world, deal, person), by);

const [pumps] = aPackage().lines;
const qty = (count: string): PackageContent => aPackage({ lines: pumps ? [{ ...pumps, qty: count }] : [] });

async function change(deal: BuiltDeal, content: PackageContent): Promise<void> {
  const { rows } = await pages.world.pool.query('update deal set draft = $2, draft_revision = draft_revision + 1 where id = $1 returning draft_revision', [deal.dealId, JSON.stringify(content)]);
  await pages.world.command(deal, 'change_package', { draft_revision: rows[0].draft_revision }, as(people.seller));
}

async function aStartedDeal(): Promise<BuiltDeal> {
  const deal = await aDeal(pages.world.pool);
  await pages.world.start(deal);
  return deal;
}

const differences = async (deal: BuiltDeal, person: { id: string }): Promise<{ lead: string; was: string[]; now: string[] }> => {
  const { body } = await pages.get((await anAskedStep(pages, person.id, deal)).url);
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
  const all = (mark: string) => [...body.matchAll(new RegExp(`<${mark}>([^<]*)</${mark}>`, 'g'))].map(([, text = '']) => plain(text));
  return { lead: plain(/<caption>([^<]*)<\/caption>/.exec(body)?.[1] ?? ''), was: all('del'), now: all('ins') };
};

describe('the difference on a task page', () => {
  it('is against the last version this person was asked about, though it was never decided, and not against one that never reached him', async () => {
    const deal = await aStartedDeal();
    await approve(deal, people.manager);
    await approve(deal, people.lawyer);
    await anAskedStep(pages, people.cfo.id, deal);
    await change(deal, qty('20'));
    await anAskedStep(pages, people.manager.id, deal);
    await change(deal, qty('24'));
    // The manager decided version 1 by no hand of his own, and a letter about version 2 has reached him.
    const managers = await differences(deal, people.manager);
    expect(managers.lead).toMatch(/^Версию 2 вам присылали .+ С тех пор изменилось:$/);
    expect([managers.was, managers.now]).toEqual([expect.arrayContaining(['20']), expect.arrayContaining(['24'])]);
    await approve(deal, people.manager);
    const cfos = await differences(deal, people.cfo);
    expect(cfos.lead).toMatch(/^Версию 1 вам присылали .+ С тех пор изменилось:$/);
    expect([cfos.was, cfos.now]).toEqual([expect.arrayContaining(['16', '3 712 000 ₸']), expect.arrayContaining(['24', '5 568 000 ₸'])]);
    expect(cfos.was).not.toContain('20');
    const director = await aStartedDeal();
    expect((await differences(director, people.manager)).lead).toBe('');
  });

  it('is told in the letter as on the page', async () => {
    const deal = await aStartedDeal();
    await approve(deal, people.manager);
    await approve(deal, people.lawyer);
    await anAskedStep(pages, people.cfo.id, deal);
    await change(deal, qty('20'));
    await anAskedStep(pages, people.manager.id, deal);
    await change(deal, qty('24'));
    await approve(deal, people.manager);
    const { token } = await anAskedStep(pages, people.cfo.id, deal);
    const [letter] = await eventually(
      () => readCaught(testStack().inboxDir).then(all => all.filter(each => each.links.some(link => link.endsWith(`/t/${token}`)))),
      found => found.length > 0,
    );
    expect(letter?.text.replace(/[\u00a0\u202f]/g, ' ')).toContain('количество: 16 → 24');
  });

  it('is against the version this person decided, where nothing has reached him since: a kept approval was put before nobody', async () => {
    const deal = await aStartedDeal();
    await anAskedStep(pages, people.manager.id, deal);
    await approve(deal, people.manager, as(people.manager));
    await pages.world.fastForward(deal, { days: 1 });
    await openStep(pages.world, deal, people.lawyer);
    await change(deal, aPackage({ terms: { due: { type: 'net_days', days: 30 }, special: [], instalments: [] } }));
    const [kept] = (await pages.world.pool.query("select kept_from_version from approval_task where deal_id = $1 and version = 2 and role = 'manager'", [deal.dealId])).rows;
    expect(kept).toEqual({ kept_from_version: 1 });
    await change(deal, { ...qty('20'), terms: { due: { type: 'net_days', days: 30 }, special: [], instalments: [] } });
    const told = await differences(deal, people.manager);
    expect(told.lead).toMatch(/^Версию 1 вы открывали /);
    expect([told.was, told.now]).toEqual([expect.arrayContaining(['16', '14 дней']), expect.arrayContaining(['20', '30 дней'])]);
  });
});
