import type { Pool } from 'pg';
import { unitOfWork } from '../db/unit-of-work.ts';
import type { ApprovalRole } from '../domain/approval/policy.ts';
import type { RecordPorts } from '../workflows/ports.ts';
import { loadDeal } from './facts/deal-facts.ts';
import { failureOf } from './failure-of.ts';
import { freezePackage, orRefusal } from './plan/freeze-package.ts';
import { issueInvoice } from './plan/issue-invoice.ts';
import { openStep, replanStep } from './plan/open-step.ts';
import { planBilling } from './plan/plan-billing.ts';
import { planReminders } from './plan/plan-reminders.ts';
import { prepareRound } from './plan/prepare-round.ts';
import { weighLift } from './plan/weigh-lift.ts';
import { recordEvents } from './record/record.ts';

/** The short database steps of a deal, each one unit of work and repeat-safe. */
export function createRecordActivities({ pool }: { pool: Pool }): RecordPorts {
  return {
    record: input => recordEvents(pool, input),
    prepareRound: input => orRefusal(() => unitOfWork(pool, db => prepareRound(db, input))),
    freezePackage: input =>
      orRefusal(() =>
        unitOfWork(pool, async db => {
          const { content: _content, priced: _priced, ...pack } = await freezePackage(db, (await loadDeal(db, input.dealId)).deal, { key: `${input.dealId}:entry`, now: input.now });
          return pack;
        }),
      ),
    openStep: input => withCode(() => unitOfWork(pool, db => openStep(db, { ...input, role: input.role as ApprovalRole }))),
    replanStep: input => withCode(() => unitOfWork(pool, db => replanStep(db, { ...input, role: input.role as ApprovalRole }))),
    planBilling: input => unitOfWork(pool, db => planBilling(db, input)),
    issueInvoice: input => orRefusal(() => unitOfWork(pool, db => issueInvoice(db, input))),
    planReminders: input => unitOfWork(pool, db => planReminders(db, input)),
    weighLift: input => unitOfWork(pool, db => weighLift(db, input)),
  };
}

async function withCode<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw failureOf(error);
  }
}
