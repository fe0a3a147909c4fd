import { listOpenSteps, type OpenStepRow } from '../../../db/pages/list-open-steps.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import type { Approvers } from '../../../db/read/approvers.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { chooseApprover, keepsHandedStep } from '../../../domain/approval/choose-approver.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { MovedStep } from '../../../templates/pages/views/settings-view.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';

/** The open steps that would pass to somebody else if people and covers were these: as each deal will plan its step anew, by its own day. */
export async function movedSteps(ctx: ApiContext, approvers: Approvers): Promise<MovedStep[]> {
  const [steps, people, { zone }] = await Promise.all([listOpenSteps(ctx.db), readPeople(ctx.db), readPolicy(ctx.db)]);
  return steps.flatMap((step): MovedStep[] => {
    const holder = holderBy(step, approvers, dateInZone(dealNow(ctx, step), zone));
    if (holder === step.personId) return [];
    const name = (id: string | null): string | null => people.get(id ?? '')?.name ?? null;
    return [{ dealTitle: step.dealTitle, role: step.role, fromName: name(step.personId) ?? '', toName: name(holder) }];
  });
}

function holderBy(step: OpenStepRow, approvers: Approvers, onDate: string): string | null {
  if (keepsHandedStep(step, approvers.people)) return step.personId;
  try {
    return chooseApprover({ role: step.role, ...approvers, onDate, sellerId: step.sellerId }).personId;
  } catch (error) {
    if (error instanceof RuleViolation) return null;
    throw error;
  }
}
