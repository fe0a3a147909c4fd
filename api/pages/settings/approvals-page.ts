import { listCoversFrom } from '../../../db/pages/read-covers.ts';
import { type ApprovalTable, readApprovalTable } from '../../../db/read/approval-table.ts';
import { readCompany, readPolicy } from '../../../db/read/company-rules.ts';
import { readNames } from '../../../db/read/deal-record.ts';
import { listUsers, type UserRow } from '../../../db/read/people.ts';
import { warnOfPolicy } from '../../../domain/approval/check-holders.ts';
import { checkPolicy } from '../../../domain/approval/check-policy.ts';
import { approvalRoles } from '../../../domain/approval/policy.ts';
import { renderApprovalSettingsPage } from '../../../templates/pages/render-settings.ts';
import type { ApprovalSettingsView, CoverSetting, RolePool, TableAuthor } from '../../../templates/pages/views/settings-view.ts';
import type { ApiContext } from '../../context.ts';
import { sendPage } from '../send-page.ts';
import { mayChange, type SettingsVisit, settingsFrame } from './settings-visit.ts';

/** `/settings/approvals`: who is asked for a decision, why, how fast, and who stands in. */
export async function showApprovalSettings(visit: SettingsVisit): Promise<unknown> {
  const { ctx, reply, visitor } = visit;
  const [table, company, policy, users, { frame, reader }] = await Promise.all([readApprovalTable(ctx.db), readCompany(ctx.db), readPolicy(ctx.db), listUsers(ctx.db), settingsFrame(visit)]);
  const covers = await listCoversFrom(ctx.db, ctx.now().toISOString());
  const names = new Map(users.map(user => [user.id, user.name]));
  const shown = covers.map((cover): CoverSetting => ({ ...cover, name: names.get(cover.userId) ?? '', byName: names.get(cover.coverUserId) ?? '' }));
  const view: ApprovalSettingsView = {
    frame,
    mayChange: mayChange(visitor),
    currency: company.currency,
    table: { version: table.version, sinceAt: table.createdAt, author: await authorOf(ctx, table), rows: table.rows, faults: checkPolicy(table.rows) },
    warnings: warnOfPolicy(table.rows, users),
    rules: table.rules,
    pools: approvalRoles.map(role => poolOf(role, users, { names, covers: covers.filter(cover => cover.runs) })),
    people: [...users.filter(user => user.active), ...users.filter(user => !user.active)].map(({ id, name, roles, superiorId, active, workingHours: hours, timeZone }) => ({
      ...{ id, name, roles, active, hours, zone: timeZone === policy.zone ? null : timeZone },
      superiorName: names.get(superiorId ?? '') ?? null,
    })),
    covers: shown,
  };
  return sendPage(reply, renderApprovalSettingsPage(view, reader));
}

async function authorOf(ctx: ApiContext, { changedBy }: ApprovalTable): Promise<TableAuthor | null> {
  if (changedBy === null) return null;
  if (changedBy.type === 'system') return { kind: 'set_up' };
  const name = (await readNames(ctx.db, [changedBy.id])).get(changedBy.id) ?? changedBy.id;
  return { kind: changedBy.type === 'api_key' ? 'key' : 'person', name };
}

type Running = Readonly<{ names: ReadonlyMap<string, string>; covers: readonly Readonly<{ userId: string; coverUserId: string; toOn: string }>[] }>;

function poolOf(role: RolePool['role'], users: readonly UserRow[], { names, covers }: Running): RolePool {
  const holders = users.filter(user => user.active && user.roles.includes(role));
  return {
    role,
    holders: holders.map(({ id, name }) => {
      const cover = covers.find(each => each.userId === id);
      return { name, cover: cover ? { byName: names.get(cover.coverUserId) ?? '', untilOn: cover.toOn } : null };
    }),
  };
}
