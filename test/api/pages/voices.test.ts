import { describe, expect, it } from 'vitest';
import type { OpenedStep } from '../../../api/pages/task/open-link.ts';
import { voicesOf } from '../../../api/pages/task/voices.ts';

/** The steps of a deal whose second version is before the director: the manager's word of the first holds, the finance director said no to it. */
const steps = [
  { id: 'manager-1', version: 1, position: 0, role: 'manager', status: 'approved', personId: 'manager', decidedById: 'key_1', decidedAt: '2026-11-18T05:00:00Z', noteId: 'yes' },
  { id: 'cfo-1', version: 1, position: 1, role: 'cfo', status: 'changes_requested', personId: 'cfo', decidedById: 'cfo', decidedAt: '2026-11-18T09:00:00Z', noteId: 'no' },
  { id: 'director-1', version: 1, position: 2, role: 'director', status: 'superseded', personId: null },
  {
    id: 'manager-2',
    version: 2,
    position: 0,
    role: 'manager',
    status: 'approved',
    personId: 'manager',
    decidedById: 'key_1',
    decidedAt: '2026-11-18T05:00:00Z',
    keptFromId: 'manager-1',
    keptFromVersion: 1,
  },
  { id: 'cfo-2', version: 2, position: 1, role: 'cfo', status: 'approved', personId: 'cfo', decidedById: 'cfo', decidedAt: '2026-11-19T09:00:00Z' },
  { id: 'director-2', version: 2, position: 2, role: 'director', status: 'open', personId: 'director' },
].map(step => ({ round: step.version, personVia: 'role', noteId: null, decidedById: null, decidedAt: null, keptFromId: null, keptFromVersion: null, openedAt: null, ...step }));
const names = new Map(['seller', 'manager', 'cfo', 'director'].map(id => [id, { id, name: `name of ${id}` }]));
const notes = new Map([
  ['yes', 'They pay in time.'],
  ['no', '60 days: no. 20 days I would agree to.'],
]);
const file = { task: steps.at(-1), tasks: steps, deal: { ownerId: 'seller' }, version: { frozenAt: '2026-11-19T04:00:00Z' }, events: [], notes };
const opened = { token: '', nowAt: '2026-11-19T10:00:00Z', person: names.get('director'), people: names, file } as unknown as OpenedStep;

describe('who said what', () => {
  it('tells the words of earlier versions first, each with its version, and a word that still holds once', () => {
    const said = voicesOf(opened, { people: [], covers: [] }).map(({ role, status, comment, earlierVersion, keptFromVersion }) => ({ role, status, comment, earlierVersion, keptFromVersion }));
    expect(said).toEqual([
      { role: 'cfo', status: 'changes_requested', comment: '60 days: no. 20 days I would agree to.', earlierVersion: 1, keptFromVersion: null },
      { role: 'seller', status: 'submitted', comment: null, earlierVersion: null, keptFromVersion: null },
      { role: 'manager', status: 'approved', comment: 'They pay in time.', earlierVersion: null, keptFromVersion: 1 },
      { role: 'cfo', status: 'approved', comment: null, earlierVersion: null, keptFromVersion: null },
      { role: 'director', status: 'open', comment: null, earlierVersion: null, keptFromVersion: null },
    ]);
  });
});
