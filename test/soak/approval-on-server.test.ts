import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aWorld } from '../deal/world.ts';
import { seedFor } from '../domain/holds-for-all.ts';
import { companies } from '../workflows/deal/approval-company.ts';
import { livelyMove } from '../workflows/deal/approval-moves.ts';
import { addCounts, type Counts } from '../workflows/deal/approval-proofs.ts';
import { inBatches } from './decided-deals.ts';
import { walkOnServer } from './walk-on-server.ts';

const sequences = 50;
/** Every sequence has a company, and so a database, a namespace and workers of its own. */
const sideBySide = 4;

describe('approval against a model of its own', () => {
  it(`INV-4, INV-5, INV-6: a sample of ${sequences} sequences also runs on the real server`, async () => {
    const seed = seedFor('companies and moves on the real server');
    const samples = fc.sample(fc.tuple(companies, fc.array(livelyMove, { minLength: 10, maxLength: 30, size: 'max' })), { seed, numRuns: sequences });
    const startedMs = performance.now();
    const all = await inBatches(sequences, sideBySide, async index => {
      const [start, [first, ...others] = []] = samples[index] ?? [];
      if (!start || !first) throw new Error('the sample is too small');
      const world = await aWorld({}, { workers: 'deals' });
      try {
        return await walkOnServer(world, start, [{ ...first, what: 0 }, ...others]);
      } catch (error) {
        throw new Error(`sequence ${index} of seed ${seed}`, { cause: error });
      } finally {
        await world.close();
      }
    });
    const total = all.reduce<Counts>(addCounts, { approved: 0, kept: 0, expired: 0, turned: 0 });
    const moved = samples.reduce((sum, [, moves]) => sum + moves.length, 0);
    console.info(
      `${sequences} sequences, ${moved} moves in ${Math.round((performance.now() - startedMs) / 1000)} s: ${total.approved} deals approved, ${total.kept} rounds with kept approvals, ${total.expired} rounds expired, ${total.turned} steps passed on the day of a cover`,
    );
    // The walks reach what they are about; a round that expires is too rare in so few of them to be promised.
    expect(Math.min(total.approved, total.kept)).toBeGreaterThan(0);
  });
});
