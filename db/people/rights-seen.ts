import type { StaffRole } from '../schema/people.ts';

export type Rights = Readonly<{ roles: readonly StaffRole[]; superiorId: string | null; active: boolean }>;

const form = /^([a-z+]*)\|([A-Za-z0-9_.-]*)\|(yes|no)$/;

/** A person's rights as whoever changes them has seen them, in one word that a form carries: another word once somebody else has changed them. */
export function rightsSeen({ roles, superiorId, active }: Rights): string {
  return [roles.toSorted().join('+'), superiorId ?? '', active ? 'yes' : 'no'].join('|');
}

/** The rights that such a word tells of, or null where it is none of ours. */
export function readRightsSeen(seen: string): Rights | null {
  const [, roles, superiorId, active] = form.exec(seen) ?? [];
  if (roles === undefined) return null;
  return { roles: roles.split('+').filter(role => role !== '') as StaffRole[], superiorId: superiorId || null, active: active === 'yes' };
}
