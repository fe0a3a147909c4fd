import { listOpenSteps, type OpenStepRow } from '../../../db/pages/list-open-steps.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import type { Approvers } from '../../../db/read/approvers.ts';
import { chooseApprover, keepsHandedStep } from '../../../domain/approval/choose-approver.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { MovedStep } from '../../../templates/pages/views/settings-view.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';

/** The open steps that would pass to somebody else if people and covers were these: as each deal will plan its step anew, by its own now. */
export async function movedSteps(ctx: ApiContext, approvers: Approvers): Promise<MovedStep[]> {
  const [steps, people] = await Promise.all([listOpenSteps(ctx.db), readPeople(ctx.db)]);
  return steps.flatMap((step): MovedStep[] => {
    const holder = holderBy(step, approvers, dealNow(ctx, step));
    if (holder === step.personId) return [];
    const name = (id: string | null): string | null => people.get(id ?? '')?.name ?? null;
    return [{ dealTitle: step.dealTitle, role: step.role, fromName: name(step.personId) ?? '', toName: name(holder) }];
  });
}

function holderBy(step: OpenStepRow, approvers: Approvers, at: string): string | null {
  if (keepsHandedStep(step, { ...approvers, role: step.role, sellerId: step.sellerId })) return step.personId;
  try {
    return chooseApprover({ role: step.role, ...approvers, at, sellerId: step.sellerId }).personId;
  } catch (error) {
    if (error instanceof RuleViolation) return null;
    throw error;
  }
}
