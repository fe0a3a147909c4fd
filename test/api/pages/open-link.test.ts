import { describe, expect, it } from 'vitest';
import { type OpenedLink, stateOfLink } from '../../../api/pages/task/open-link.ts';

const endsAt = '2026-12-16T13:00:00.000Z';
const stateAt = (nowAt: string, status: string, { active = true, revokedAt = null }: { active?: boolean; revokedAt?: string | null } = {}) => {
  const task = { id: 'apt_1', version: 1, status, personId: 'usr_cfo', superiorId: null, escalatedAt: null };
  return stateOfLink({ link: { revokedAt, expiresAt: endsAt }, person: { id: 'usr_cfo', active }, nowAt, file: { task, versions: [{ version: 1 }], events: [] } } as unknown as OpenedLink);
};

describe('a task link at the end of its round', () => {
  it('says that the round has expired, and opens nothing else any more', () => {
    expect(stateAt('2026-12-16T12:59:59.999Z', 'open')).toBe('open');
    expect(stateAt(endsAt, 'expired')).toBe('expired');
    for (const status of ['open', 'approved', 'rejected', 'superseded']) expect(stateAt(endsAt, status)).toBe('dead');
  });

  it('says nothing where it was revoked, or its person has left', () => {
    expect(stateAt(endsAt, 'expired', { active: false })).toBe('dead');
    expect(stateAt(endsAt, 'expired', { revokedAt: endsAt })).toBe('dead');
  });
});
