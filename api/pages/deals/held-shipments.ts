import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { PersonRow } from '../../../db/pages/read-people.ts';
import type { CompanyPolicy } from '../../../domain/policy/company-policy.ts';
import { liftRole } from '../../../domain/shipment/lift-right.ts';
import type { DealPageView } from '../../../templates/pages/views/deal-view.ts';
import { overdueDaysOf, owedMinor } from './owed.ts';

type Asked = Readonly<{ people: ReadonlyMap<string, PersonRow>; policy: CompanyPolicy; nowAt: string }>;

/** The holds that a decision in this deal can lift. One that another deal has set on everything to the customer is decided on there, where the debt is. */
const ownInForce = ({ holds, deal }: Pick<DealFile, 'holds' | 'deal'>): DealFile['holds'] => holds.filter(hold => hold.dealId === deal.id && hold.type === 'shipment' && hold.liftedAt === null);

export const areShipmentsHeld = (file: Pick<DealFile, 'holds' | 'deal'>): boolean => ownInForce(file).length > 0;

/** The shipments of a deal that a debt has stopped: over which sum, and who may let them go; null where none are. */
export function heldShipmentsOf(file: DealFile, { people, policy, nowAt }: Asked): DealPageView['heldShipments'] {
  const inForce = ownInForce(file);
  const [first] = inForce;
  if (!first) return null;
  const days = (row: DealFile['invoices'][number]): number => overdueDaysOf(row, nowAt, file.customer.timeZone);
  const owing = file.invoices.filter(row => row.status === 'open' && (days(row) > 0 || inForce.some(hold => hold.invoiceId === row.id)));
  const { approverRoles: roles } = policy.shipmentOverDebt;
  const whoMay = [...people.values()].flatMap(person => {
    const role = liftRole(person, { roles, sellerId: file.deal.ownerId });
    return role === null ? [] : [{ name: person.name, role }];
  });
  return {
    sinceAt: first.sinceAt,
    overdue: { amountMinor: owing.reduce((sum, row) => sum + owedMinor(row), 0), currency: file.deal.currency },
    overdueDays: Math.max(0, ...owing.map(days)),
    whoMay,
    roles,
  };
}
