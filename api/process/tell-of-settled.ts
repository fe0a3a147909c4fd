import type { LetterSubject } from '../../db/delivery/letter-subjects.ts';
import type { ErrorCode } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

/** Refusals that concern one deal of a letter, and say nothing about the others that stand in it. */
const ofOneDeal: readonly ErrorCode[] = ['invoice_not_open', 'wrong_stage', 'letter_not_uncertain', 'reminder_not_in_ladder'];

/** Tells every deal that a letter speaks of what became of it. One whose invoice is settled is passed over; where no deal takes it, the first refusal stands. */
export async function tellOfSettled(subjects: readonly LetterSubject[], tell: (subject: LetterSubject) => Promise<void>): Promise<void> {
  const refused: RuleViolation[] = [];
  for (const subject of subjects) {
    try {
      await tell(subject);
    } catch (error) {
      if (!(error instanceof RuleViolation) || !ofOneDeal.includes(error.code)) throw error;
      refused.push(error);
    }
  }
  if (refused[0] && refused.length === subjects.length) throw refused[0];
}
