import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anApprovalTask } from '../../build/approval-task.ts';
import { people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { enterAs, pagesWithoutEngine, type SilentPages } from './pages-app.ts';

let pages: SilentPages;
beforeAll(async () => {
  pages = await pagesWithoutEngine();
});
afterAll(() => pages.close());

describe('the list of deals', () => {
  it('puts a deal whose approval is late before those on track, whatever comes next in them', async () => {
    const [onTrack, late] = [await aDeal(pages.pool), await aDeal(pages.pool)];
    await pages.pool.query("update deal set title = 'В срок', next_at = '2026-11-24T05:00:00Z' where id = $1", [onTrack.dealId]);
    await pages.pool.query("update deal set title = 'Опоздала' where id = $1", [late.dealId]);
    await anApprovalTask(pages.pool, onTrack.dealId);
    await anApprovalTask(pages.pool, late.dealId, { escalatedAt: '2026-11-24T09:00:00.000Z' });
    const { body } = await pages.get('/deals', await enterAs(pages, people.seller.id));
    const places = ['Опоздала', 'Идут по плану', 'В срок'].map(words => body.indexOf(words));
    expect(places).toEqual(places.filter(at => at >= 0).sort((a, b) => a - b));
  });
});
