import type { z } from 'zod';
import type { ChangedDeal as DealInPreview } from '../../../db/reminders/preview-adoption.ts';
import type { PlannedRung } from '../../../domain/dunning/plan-rungs.ts';
import type { ReminderPolicyPreview } from '../../schemas/reminder-policy.ts';

type ChangedDeal = z.output<typeof ReminderPolicyPreview>['data'][number];

/** The ladders of a deal's invoices, rung by rung: as they are planned, and as they would be. */
export function presentChangedDeal({ dealId, invoices }: DealInPreview): ChangedDeal {
  const [first] = invoices;
  return {
    ...{ deal_id: dealId, title: first?.dealTitle ?? '', customer_name: first?.customerName ?? '' },
    invoices: invoices.map(({ row, rungs }) => ({
      ...{ invoice_id: row.id, number: row.number, due_on: row.dueOn },
      rungs: rungs.map(({ rung, change, firesToday, was, now }) => ({ rung, change, fires_today: firesToday, was: sideOf(was), now: sideOf(now) })),
    })),
  };
}

const sideOf = (planned: PlannedRung | null) => planned && { at: planned.at, outcome: planned.outcome, reason: planned.reason };
