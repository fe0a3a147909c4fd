import type { FastifyReply } from 'fastify';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** Both texts of an edit that came too late: what stands now, what was asked for, and where the two differ. */
export type BothTexts = Readonly<{ current: Readonly<{ etag: string }>; yours: unknown; differences: readonly unknown[] }>;

/**
 * Makes an edit that names the version it was made from. Where that one no longer stands the refusal carries both texts, and its ETag is
 * the one to send the merged text with: nobody has to ask again to see what to merge (AP14).
 */
export async function orBothTexts<T>(reply: FastifyReply, edit: () => Promise<T>, textsOf: () => Promise<BothTexts>): Promise<T> {
  try {
    return await edit();
  } catch (error) {
    if (!(error instanceof RuleViolation && error.code === 'precondition_failed')) throw error;
    const texts = await textsOf();
    void reply.header('etag', texts.current.etag);
    throw new RuleViolation('precondition_failed', error.message, { ...error.data, current_revision: revisionOf(texts.current), ...texts });
  }
}

/** Somebody may have been faster once more since the refusal: the revision is that of the text which is shown. */
const revisionOf = ({ etag }: BothTexts['current']): number => Number(etag.replaceAll('"', ''));
