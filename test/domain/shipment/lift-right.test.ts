import { describe, expect, it } from 'vitest';
import { type Approver, liftRole, requireLiftRole } from '../../../domain/shipment/lift-right.ts';
import { refusalOf } from '../refusal.ts';

const rule = { roles: ['cfo', 'director'], sellerId: 'usr_seller' } as const;
const person = (change: Partial<Approver> = {}): Approver => ({ id: 'usr_cfo', roles: ['cfo', 'finance'], active: true, ...change });

describe('the right to release shipments over a debt', () => {
  it('belongs to the roles of the policy, and is told by the first of them that the person has', () => {
    expect(liftRole(person(), rule)).toBe('cfo');
    expect(liftRole(person({ roles: ['director', 'cfo'] }), rule)).toBe('cfo');
    expect(liftRole(person({ roles: ['manager'] }), { ...rule, roles: ['manager'] })).toBe('manager');
  });

  it.each([
    ['another role, an admin’s included', person({ roles: ['manager', 'lawyer', 'finance', 'admin'] })],
    ['somebody who has left', person({ active: false })],
    ['the seller of the deal, whatever his role', person({ id: 'usr_seller', roles: ['seller', 'director'] })],
  ])('does not belong to %s', (_name, somebody) => {
    expect(liftRole(somebody, rule)).toBeNull();
  });

  it.each([
    ['nobody is named', null, 'Name the person who has agreed.'],
    ['the seller is', person({ id: 'usr_seller' }), 'The seller of a deal does not release its shipments.'],
    ['somebody else is', person({ roles: ['lawyer'] }), 'This person may not release shipments.'],
  ])('is refused where %s, and the sentence says who may', (_name, somebody, why) => {
    const asked = () => requireLiftRole(somebody, rule);
    expect(refusalOf(asked)).toEqual({ code: 'not_entitled', data: { pointer: '#/approver_id', roles: ['cfo', 'director'] } });
    expect(asked).toThrow(`${why} Over a debt they are released by somebody with the role cfo or director.`);
  });
});
