import { describe, expect, it } from 'vitest';
import { type EarlierStep, lastSeen } from '../../../domain/approval/last-seen.ts';

const step = (version: number, change: Partial<EarlierStep> = {}): EarlierStep => ({ id: `apt_${version}`, version, decidedById: null, decidedAt: null, keptFromId: null, ...change });
const seen = (steps: readonly EarlierStep[], askings: readonly { taskId: string; at: string }[] = []) => lastSeen('usr_cfo', { beforeVersion: 4, steps, askings });
const monday = '2026-11-23T05:00:00.000Z',
  tuesday = '2026-11-24T05:00:00.000Z';

describe('the last version a person has seen', () => {
  it('is the last one decided on or asked about by a letter, whichever came later', () => {
    const decided = step(1, { decidedById: 'usr_cfo', decidedAt: monday });
    expect(seen([decided, step(2), step(3)])).toEqual({ version: 1, at: monday, how: 'decided' });
    expect(seen([decided, step(2), step(3)], [{ taskId: 'apt_3', at: tuesday }])).toEqual({ version: 3, at: tuesday, how: 'asked' });
    expect(seen([step(2, { decidedById: 'usr_cfo', decidedAt: tuesday })], [{ taskId: 'apt_2', at: monday }])).toEqual({ version: 2, at: tuesday, how: 'decided' });
  });

  it('is none where the person was neither asked nor decided', () => {
    expect(seen([])).toBeNull();
    expect(seen([step(1, { decidedById: 'usr_lawyer', decidedAt: monday }), step(2)])).toBeNull();
  });

  it('is not a version for which an earlier approval was kept: nobody was shown it', () => {
    const kept = step(2, { decidedById: 'usr_cfo', decidedAt: monday, keptFromId: 'apt_1' });
    expect(seen([step(1, { decidedById: 'usr_cfo', decidedAt: monday }), kept])?.version).toBe(1);
  });

  it('is never the version in question, nor a later one', () => {
    expect(seen([step(4, { decidedById: 'usr_cfo', decidedAt: monday }), step(5)], [{ taskId: 'apt_5', at: tuesday }])).toBeNull();
  });
});
