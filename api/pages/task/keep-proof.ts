import { createHash } from 'node:crypto';
import { keepEvidence } from '../../../db/evidence/keep-evidence.ts';
import { keepNote } from '../../../db/notes/keep-note.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { readLinkLetters } from '../../../db/read/askings.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { decisionRight } from '../../../domain/approval/decision-right.ts';
import { canonicalJson } from '../../../domain/quote/canonical-package.ts';
import type { Language } from '../../../templates/language/language.ts';
import type { ApiContext } from '../../context.ts';
import { byDealClock } from '../../routes/deals/deal-now.ts';
import { coversBehind } from './came-by.ts';
import type { OpenedLink } from './open-link.ts';

/** `shownAt`: when the form was made, by the real clock; `stepUpAt`: when the code was given, by the deal's. */
export type Proof = Readonly<{ commandId: string; comment: string | null; language: Language; ip: string; userAgent: string; shownAt: string; stepUpAt: string | null }>;

const longestComment = 4_000;

/**
 * Keeps the comment and the evidence of a decision, in one unit: who, by what right, by which link that went to which address, from where,
 * on which version, with which figures before their eyes, and when they were asked, were shown the question, gave the code and decided.
 */
export async function keepProof(ctx: ApiContext, opened: OpenedLink, proof: Proof): Promise<{ noteId: string | null; evidenceId: string }> {
  const { link, person, file, nowAt } = opened;
  const { commandId, comment, ip, userAgent, shownAt, stepUpAt } = proof;
  const { task, version, deal } = file;
  const byRight = decisionRight(person.id, task);
  const [cover] = byRight === 'cover' ? coversBehind(task, opened, await readApprovers(ctx.db)) : [];
  const letter = (await readLinkLetters(ctx.db, { dealId: deal.id, personId: person.id })).find(each => each.tokenSha256 === link.tokenSha256);
  const evidence = {
    ...{ commandId, taskId: task.id, personId: person.id, byRight, coverForId: cover?.personId ?? null },
    ...{ channel: letter ? ('email' as const) : ('link' as const), address: letter?.address ?? null, linkSha256: link.tokenSha256, ip, userAgent: userAgent.slice(0, 500) },
    ...{ versionHash: version.hash, shownHash: shownHashOf(opened, proof.language), stepUpAt },
    ...{ askedAt: letter?.sentAt ?? link.createdAt, shownAt: byDealClock(deal, shownAt) },
    // Of two clicks the first may have read its time before the other gave the code; no proof is older than what it rests on.
    createdAt: stepUpAt !== null && stepUpAt > nowAt ? stepUpAt : nowAt,
  };
  return unitOfWork(ctx.pool, async db => {
    const evidenceId = await keepEvidence(db, evidence);
    const noteId = comment === null ? null : await keepNote(db, { commandId, dealId: deal.id, text: comment.slice(0, longestComment), authorType: 'user', authorId: person.id, createdAt: nowAt });
    return { noteId, evidenceId };
  });
}

function shownHashOf({ file }: OpenedLink, language: Language): string {
  const { task, version } = file;
  const shown = canonicalJson({ version: version.hash, totals: version.priced.totals, why: task.why.map(reason => reason.text[language]), language });
  return createHash('sha256').update(shown).digest('hex');
}
