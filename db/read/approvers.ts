import type { ApproverFacts } from '../../domain/approval/choose-approver.ts';
import { appUser, userCover } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

export type Approvers = Pick<ApproverFacts, 'people' | 'covers'>;

/** Everybody and every cover, as the choice of an approver looks at them: the first holder of a role is asked first. */
export async function readApprovers(db: Db): Promise<Approvers> {
  const people = await db
    .select({ personId: appUser.id, roles: appUser.roles, superiorId: appUser.superiorId, active: appUser.active, zone: appUser.timeZone })
    .from(appUser)
    .orderBy(appUser.createdAt, appUser.id);
  const covers = await db.select({ personId: userCover.userId, coverId: userCover.coverUserId, fromOn: userCover.fromOn, toOn: userCover.toOn }).from(userCover);
  return { people, covers };
}
