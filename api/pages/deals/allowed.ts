import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import type { CompanyPolicy } from '../../../domain/policy/company-policy.ts';
import { liftRole } from '../../../domain/shipment/lift-right.ts';
import type { DealVerb } from '../../../templates/pages/views/deal-view.ts';
import { hasRole } from '../frame/visitor.ts';
import { areShipmentsHeld } from './held-shipments.ts';
import { runningPauses } from './waiting.ts';

type Asked = Readonly<{ person: SignedInPerson; people: ReadonlyMap<string, PersonRow>; policy: CompanyPolicy; nowAt: string; fastForward: boolean }>;

/** What a person may do to a deal now: its owner and the owner's superiors act on it, finance lets invoices out, the roles of the policy let shipments go over a debt, an admin may do all else. How the customer pays is decided after the deal as well. */
export function allowedVerbs(file: DealFile, asked: Asked): DealVerb[] {
  const ofPayer = mayJudgePayer(file, asked) ? (['decide_payer_type'] as const) : [];
  if (file.deal.closedAt !== null) return [...ofPayer];
  const verbs = [
    ...(actsOn(file, asked) ? verbsOfStage(file, asked) : []),
    ...(mayLift(file, asked) ? (['lift_hold'] as const) : []),
    ...(file.invoices.some(invoice => invoice.status === 'review') && hasRole(asked.person, 'finance') ? (['release'] as const) : []),
    ...ofPayer,
  ];
  return asked.fastForward ? [...verbs, 'fast_forward'] : verbs;
}

/** An admin sets things up; agreeing to a shipment over a debt is a matter of the trade, and of its roles alone. */
function mayLift(file: DealFile, { person, policy }: Asked): boolean {
  return areShipmentsHeld(file) && liftRole({ ...person, active: true }, { roles: policy.shipmentOverDebt.approverRoles, sellerId: file.deal.ownerId }) !== null;
}

/** Whoever answers for the deal knows the customer; finance and the director see all of its money. */
function mayJudgePayer(file: DealFile, asked: Asked): boolean {
  return actsOn(file, asked) || hasRole(asked.person, 'finance', 'cfo', 'director');
}

function actsOn({ deal }: DealFile, { person, people }: Asked): boolean {
  if (hasRole(person, 'admin') || person.id === deal.ownerId) return true;
  const line = new Set<string>();
  for (let next = people.get(deal.ownerId)?.superiorId ?? null; next !== null && !line.has(next); next = people.get(next)?.superiorId ?? null) line.add(next);
  return line.has(person.id);
}

function verbsOfStage({ deal, invoices, pauses }: DealFile, asked: Asked): DealVerb[] {
  switch (deal.stage) {
    case 'quoting':
      return deal.waitingFor === 'draft_open' ? ['submit', 'lose', 'hand_over'] : ['lose', 'hand_over'];
    case 'approving':
      return [...(asked.person.id === deal.ownerId ? (['withdraw'] as const) : []), 'lose', 'cancel', 'hand_over'];
    case 'accepting':
      return [deal.waitingFor === 'signature_open' ? 'mark_signed' : 'accept', 'decline', 'cancel', 'hand_over'];
    case 'invoicing':
    case 'collecting':
    case 'manual_collection': {
      const owing = invoices.some(invoice => invoice.status === 'open');
      const paused = runningPauses(pauses, asked.nowAt).some(pause => pause.kind === 'pause' && pause.scope === 'deal');
      return [
        ...(deal.waitingFor === 'delivery_pending' ? (['mark_delivered'] as const) : []),
        ...(owing ? (['pause_reminders', 'promise_to_pay', 'agree_schedule'] as const) : []),
        ...(paused ? (['resume_reminders'] as const) : []),
        'cancel',
        'write_off',
        'hand_over',
      ];
    }
    case 'paid':
    case 'written_off':
    case 'lost':
    case 'cancelled':
      return [];
  }
}

/** To whom a deal may be handed over: people who sell, without the one who has it. */
export function peopleToOwn({ deal }: DealFile, people: ReadonlyMap<string, PersonRow>): { id: string; name: string }[] {
  return [...people.values()].filter(person => person.active && person.id !== deal.ownerId && person.roles.some(role => role === 'seller' || role === 'manager')).map(({ id, name }) => ({ id, name }));
}
