/** A step of an earlier version. One whose approval was kept was put before nobody: `keptFromId` tells. */
export type EarlierStep = Readonly<{ id: string; version: number; decidedById: string | null; decidedAt: string | null; keptFromId: string | null }>;

/** A letter that asked the person about a step, once it had left. */
export type Asking = Readonly<{ taskId: string; at: string }>;

export type Seen = Readonly<{ version: number; at: string; how: 'decided' | 'asked' }>;

/**
 * The last version that a person has seen: the highest one below `beforeVersion` that the person decided on, or was asked about.
 * Opening a page leaves no trace, so a letter that left counts as seen; null where there is neither.
 */
export function lastSeen(personId: string, { beforeVersion, steps, askings }: { beforeVersion: number; steps: readonly EarlierStep[]; askings: readonly Asking[] }): Seen | null {
  const seen = steps.filter(step => step.version < beforeVersion).flatMap(step => [...decidedBy(personId, step), ...askedAbout(step, askings)]);
  return seen.toSorted((a, b) => b.version - a.version || (a.at < b.at ? 1 : -1))[0] ?? null;
}

function decidedBy(personId: string, { version, decidedById, decidedAt, keptFromId }: EarlierStep): Seen[] {
  return decidedById === personId && decidedAt !== null && keptFromId === null ? [{ version, at: decidedAt, how: 'decided' }] : [];
}

function askedAbout({ id, version }: EarlierStep, askings: readonly Asking[]): Seen[] {
  return askings.filter(asking => asking.taskId === id).map(({ at }) => ({ version, at, how: 'asked' }));
}
