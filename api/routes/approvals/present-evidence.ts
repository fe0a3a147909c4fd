import type { z } from 'zod';
import type { TaskRecord } from '../../../db/read/approval-tasks.ts';
import type { DecisionEvidence } from '../../schemas/approval.ts';

type Presenting = Readonly<{ names: ReadonlyMap<string, string>; network: boolean }>;

/**
 * How a decision came about, as the API shows it; null where there is none, or none was kept. An approval that was kept for a later version
 * stands on the evidence of the earlier one. Whence it came over the network is told to admins alone (`network`).
 */
export function presentEvidence({ task, evidence, versionHash }: TaskRecord, { names, network }: Presenting): z.output<typeof DecisionEvidence> | null {
  const kept = task.keptFromId === null || task.keptFromVersion === null ? null : { task_id: task.keptFromId, version: task.keptFromVersion };
  if (evidence === null && kept === null) return null;
  const named = (id: string | null | undefined) => (id ? { id, name: names.get(id) ?? id } : null);
  return {
    ...{ person: named(evidence?.personId), right: kept ? 'kept' : (evidence?.byRight ?? null), cover_for: named(evidence?.coverForId), kept_from: kept },
    ...{ channel: evidence?.channel ?? null, address: evidence?.address ?? null, link_id: evidence?.linkSha256 ?? null },
    ...{ version_hash: evidence?.versionHash ?? versionHash, shown_hash: evidence?.shownHash ?? null },
    ...{ asked_at: evidence?.askedAt ?? null, shown_at: evidence?.shownAt ?? null, step_up_at: evidence?.stepUpAt ?? null, decided_at: task.decidedAt },
    network: network && evidence ? { ip: evidence.ip, user_agent: evidence.userAgent } : null,
  };
}
