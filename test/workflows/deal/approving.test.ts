import { describe, expect, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import type { Decision } from '../../../workflows/deal/events.ts';
import { given, machine, now, type Past, stateAfter, user } from './given.ts';
import { approvers, collecting, countedInApproval, countedPlan, created, days, decided, hours, inApproval, openStepPlan, stepClosed, taskOf } from './sample-past.ts';

const decision = (made: Decision, change: Partial<Extract<Command, { type: 'decide_step' }>> = {}): Command => ({
  type: 'decide_step',
  decision: made,
  taskId: taskOf('manager'),
  version: 1,
  noteId: made === 'approved' ? null : 'note_1',
  evidenceId: null,
  ...change,
});
const step = { taskId: taskOf('manager'), version: 1, round: 1, position: 0, role: 'manager' };
const manager = { actor: user(approvers.manager) };
const superseded: Past = { type: 'approval.superseded', data: { round: 1, version: 1, taskId: taskOf('manager'), personId: approvers.manager } };
const escalated: Past = { type: 'approval.escalated', data: { ...step, superiorId: 'usr_superior' } };
const afterUndo = hours(now, 0.02);
const lawyerOpen: Past[] = [
  ...inApproval(),
  decided('manager'),
  stepClosed('manager'),
  { type: 'approval.requested', data: { version: 1, round: 1, position: 1, role: 'lawyer', ...openStepPlan('lawyer') } },
];

describe('a decision', () => {
  it('is recorded at once and acted on after the undo window; an API key has none', () => {
    const made = (actsAt: string) => ({ type: 'approval.decided' as const, data: { ...step, decision: 'approved' as const, actsAt, noteId: null, evidenceId: null } });
    given(inApproval()).when(decision('approved'), manager).then(made('2030-04-01T05:01:00.000Z'));
    given(inApproval()).when(decision('approved'), { actor: machine }).then(made(now));
  });

  it('INV-4: repeated it changes nothing, in the undo window and after it', () => {
    given([...inApproval(), decided('manager')])
      .when(decision('approved'), manager)
      .thenNothingHappens();
    given(lawyerOpen).when(decision('approved'), manager).thenNothingHappens();
    given([...lawyerOpen, { type: 'deal.approved', data: { round: 1, version: 1 } }])
      .when(decision('approved'), manager)
      .thenNothingHappens();
  });

  it('INV-4: another one meets the first outcome', () => {
    given([...inApproval(), decided('manager')])
      .when(decision('rejected'), manager)
      .thenRefused('already_decided', { decision: 'approved' });
    given(lawyerOpen).when(decision('rejected'), manager).thenRefused('already_decided', { decision: 'approved' });
  });

  it('INV-4: is refused to anybody but the person of the step, and to the superior until it has escalated', () => {
    for (const id of ['usr_other', 'usr_superior', 'usr_seller'])
      given(inApproval())
        .when(decision('approved'), { actor: user(id) })
        .thenRefused('not_entitled', { role: 'manager' });
    given([...inApproval(), escalated])
      .when(decision('approved'), { actor: user('usr_superior') })
      .thenInOrder('approval.decided');
    given([...inApproval(), escalated])
      .when(decision('approved'), { actor: user('usr_other') })
      .thenRefused('not_entitled');
  });

  it('the seller decides the manager’s step where it is his, and no other', () => {
    given(inApproval(), { ownerId: approvers.manager }).when(decision('approved'), manager).thenInOrder('approval.decided');
    given(lawyerOpen, { ownerId: approvers.lawyer })
      .when(decision('approved', { taskId: taskOf('lawyer') }), { actor: user(approvers.lawyer) })
      .thenRefused('not_entitled');
  });

  it('needs a reason unless it approves', () => {
    for (const made of ['rejected', 'changes_requested'] as const)
      given(inApproval())
        .when(decision(made, { noteId: null }), manager)
        .thenRefused('reason_required', { pointer: '#/comment' });
  });

  it('INV-4: on a version that was replaced is refused and names the current one', () => {
    given([...inApproval(), superseded])
      .when(decision('approved'), manager)
      .thenRefused('version_superseded', { current_version: 1 });
    given(inApproval(undefined, 2)).when(decision('approved'), manager).thenRefused('version_superseded', { current_version: 2 });
  });

  it('INV-5: on a step whose turn has not come is refused', () => {
    given(inApproval())
      .when(decision('approved', { taskId: taskOf('director') }), { actor: machine })
      .thenRefused('step_not_open');
    given([...inApproval(), decided('manager'), stepClosed('manager')])
      .when(decision('approved', { taskId: taskOf('lawyer') }), { actor: machine })
      .thenRefused('step_not_open');
  });

  it('before the first submit and after the route is refused', () => {
    given([created]).when(decision('approved'), manager).thenRefused('wrong_stage');
    given(collecting)
      .when(decision('approved', { taskId: 'apt_unknown' }), manager)
      .thenRefused('step_not_open');
  });
});

describe('recall', () => {
  const recall = { type: 'recall', taskId: taskOf('manager') } as const;
  it('takes the decision back within the window', () =>
    given([...inApproval(), decided('manager')])
      .when(recall, manager)
      .then({ type: 'approval.recalled', data: step }));
  it('of nothing, or twice, is no error', () => given(inApproval()).when(recall, manager).thenNothingHappens());
  it('is for the person who decided alone', () =>
    given([...inApproval(), decided('manager')])
      .when(recall, { actor: user('usr_superior') })
      .thenRefused('not_entitled'));
  it('comes too late when the window is over or the decision has been acted on', () => {
    given([...inApproval(), decided('manager')])
      .when(recall, { ...manager, now: '2030-04-01T05:01:00.000Z' })
      .thenRefused('undo_window_over');
    given(lawyerOpen).when(recall, manager).thenRefused('undo_window_over');
  });
  it('of an unknown step is refused', () => given(inApproval()).when({ type: 'recall', taskId: 'apt_x' }, manager).thenRefused('step_not_open'));
});

describe('handing a step over', () => {
  const handOver = (toUserId: string, noteId: string | null = 'note_1', taskId = taskOf('manager')): Command => ({ type: 'hand_over_step', taskId, version: 1, toUserId, noteId });
  it('gives it to another person with the reason', () => {
    given(inApproval())
      .when(handOver('usr_deputy'), manager)
      .then({ type: 'approval.handed_over', data: { ...step, fromUserId: approvers.manager, toUserId: 'usr_deputy', noteId: 'note_1' } });
  });
  it('to the person who has it is no error', () => given(inApproval()).when(handOver(approvers.manager), manager).thenNothingHappens());
  it('needs a reason, and the right to decide', () => {
    given(inApproval()).when(handOver('usr_deputy', null), manager).thenRefused('reason_required', { pointer: '#/comment' });
    given(inApproval())
      .when(handOver('usr_deputy'), { actor: user('usr_other') })
      .thenRefused('not_entitled');
  });
  it('never gives a step but the manager’s to the seller', () => {
    given(inApproval()).when(handOver('usr_seller'), manager).thenInOrder('approval.handed_over');
    given(lawyerOpen)
      .when(handOver('usr_seller', 'note_1', taskOf('lawyer')), { actor: user(approvers.lawyer) })
      .thenRefused('not_entitled');
  });
  it('of a decided step is refused', () =>
    given([...inApproval(), decided('manager')])
      .when(handOver('usr_deputy'), manager)
      .thenRefused('already_decided'));
});

describe('a new plan of the step in hand', () => {
  const monday = days(now, 3);
  const plan = { ...countedPlan('manager', monday), expiresAt: days(now, 21) };
  const replanned = (change: Partial<typeof plan> = {}): Command => ({ type: 'step_replanned', taskId: taskOf('manager'), plan: { ...plan, ...change } });
  const happens = (change: Partial<typeof plan>) => ({ type: 'approval.replanned' as const, data: { ...step, ...plan, ...change, fromUserId: approvers.manager } });

  it('of a late step names a superior who has heard nothing yet', () => {
    given([...countedInApproval(monday), escalated])
      .when(replanned({ superiorId: 'usr_deputy' }))
      .then({ ...happens({ superiorId: 'usr_deputy' }), data: { ...happens({ superiorId: 'usr_deputy' }).data, newSuperiorId: 'usr_deputy' } });
    given([...countedInApproval(monday), escalated])
      .when(replanned({ superiorId: null }))
      .then(happens({ superiorId: null }));
    given(countedInApproval(monday))
      .when(replanned({ superiorId: 'usr_deputy' }))
      .then(happens({ superiorId: 'usr_deputy' }));
  });

  it('that says nothing new is dropped', () => given(countedInApproval(monday)).when(replanned()).thenNothingHappens());

  it('is taken over where the person, the clock, the week it counts by, or the day of the next cover is another', () => {
    const changes: Partial<typeof plan>[] = [
      { personId: 'usr_cover', personVia: 'cover' },
      { dueAt: hours(now, 5) },
      { clock: { weekId: 'wwk_mornings', fromAt: hours(now, 1), usedMs: 3_600_000 } },
      { turnsAt: null },
    ];
    for (const change of changes) given(countedInApproval(monday)).when(replanned(change)).then(happens(change));
  });

  it('gives a step from before weeks were counted its week and the day of its cover', () => {
    given(inApproval()).when(replanned()).then(happens({}));
    const { phase } = stateAfter([...inApproval(), happens({})]);
    expect(phase).toMatchObject({ open: { clock: plan.clock, turnsAt: monday } });
  });

  it('moves no step that is decided: within the undo window the word stands', () => {
    given([...countedInApproval(monday), decided('manager')])
      .when(replanned({ personId: 'usr_cover', personVia: 'cover', turnsAt: null }))
      .thenNothingHappens();
  });

  it('leaves the count of a step as it was where the plan is of before there was one', () => {
    const { clock: _clock, turnsAt: _turnsAt, ...earlier } = plan;
    const { phase } = stateAfter([...countedInApproval(monday), { type: 'approval.replanned', data: { ...step, ...earlier, dueAt: hours(now, 6), fromUserId: approvers.manager } }]);
    expect(phase).toMatchObject({ open: { dueAt: hours(now, 6), clock: plan.clock, turnsAt: monday } });
  });
});

describe('the plan of the next step', () => {
  const opened = (position: number, version = 1): Command => ({ type: 'step_opened', position, version, plan: openStepPlan('lawyer') });
  const between = [...inApproval(), decided('manager'), stepClosed('manager')];
  it('opens it', () =>
    given(between)
      .when(opened(1))
      .then({ type: 'approval.requested', data: { version: 1, round: 1, position: 1, role: 'lawyer', ...openStepPlan('lawyer') } }));
  it('is dropped where it came too late', () => {
    given(between).when(opened(2)).thenNothingHappens();
    given(between).when(opened(1, 2)).thenNothingHappens();
    given(lawyerOpen).when(opened(1)).thenNothingHappens();
    given([...between, superseded])
      .when(opened(1))
      .thenNothingHappens();
    given(collecting).when(opened(1)).thenNothingHappens();
  });
});

describe('the clock of a step', () => {
  const remind = (mark: number): Command => ({ type: 'remind_step', taskId: taskOf('manager'), mark });
  const reminded = (mark: number) => ({ type: 'approval.reminded' as const, data: { ...step, mark } });
  it('reminds at each mark once; after downtime only at the later one', () => {
    given(inApproval())
      .when(remind(50), { now: hours(now, 2) })
      .then(reminded(50));
    given(inApproval())
      .when(remind(50), { now: hours(now, 3) })
      .then(reminded(80));
    given([...inApproval(), reminded(80)])
      .when(remind(50), { now: hours(now, 3) })
      .thenNothingHappens();
  });
  it('escalates and is stuck once', () => {
    given(inApproval())
      .when({ type: 'escalate_step', taskId: taskOf('manager') })
      .then({ type: 'approval.escalated', data: { ...step, superiorId: 'usr_superior' } });
    given([...inApproval(), escalated])
      .when({ type: 'escalate_step', taskId: taskOf('manager') })
      .thenNothingHappens();
    given(inApproval())
      .when({ type: 'stuck_step', taskId: taskOf('manager') })
      .then({ type: 'approval.stuck', data: step });
    given([...inApproval(), { type: 'approval.stuck', data: step }])
      .when({ type: 'stuck_step', taskId: taskOf('manager') })
      .thenNothingHappens();
  });
  it('INV-5: says nothing about a step that has been decided or is over', () => {
    for (const late of [remind(50), { type: 'escalate_step', taskId: taskOf('manager') }, { type: 'stuck_step', taskId: taskOf('manager') }] as Command[]) {
      given([...inApproval(), decided('manager')])
        .when(late, { now: days(now, 2) })
        .thenNothingHappens();
      given(lawyerOpen)
        .when(late, { now: days(now, 2) })
        .thenNothingHappens();
      given(collecting)
        .when(late, { now: days(now, 2) })
        .thenNothingHappens();
    }
  });
});

describe('the end of the undo window', () => {
  const act = { type: 'act_on_decision', taskId: taskOf('manager') } as const;
  it('closes the step; after the last one the deal is approved', () => {
    given([...inApproval(), decided('manager')])
      .when(act, { now: afterUndo })
      .then({ type: 'approval.step_closed', data: { ...step, decision: 'approved' } });
    given([...inApproval(['manager']), decided('manager')])
      .when(act, { now: afterUndo })
      .thenInOrder('approval.step_closed', 'deal.approved');
  });
  it('returns a rejected deal with its reason', () => {
    given([...inApproval(), decided('manager', 'rejected')])
      .when(act, { now: afterUndo })
      .then({ type: 'approval.step_closed', data: { ...step, decision: 'rejected' } }, { type: 'deal.returned', data: { round: 1, decision: 'rejected', role: 'manager', noteId: 'note_1' } });
  });
  it('INV-5: does nothing before its time or without a decision', () => {
    given([...inApproval(), decided('manager')])
      .when(act)
      .thenNothingHappens();
    given(inApproval())
      .when(act, { now: days(now, 30) })
      .thenNothingHappens();
  });
});

describe('the end of the round', () => {
  const expire = { type: 'expire_round', round: 1, version: 1 } as const;
  it('INV-5: returns the deal; silence never approves', () =>
    given(inApproval())
      .when(expire, { now: days(now, 21) })
      .thenInOrder('approval.expired', 'deal.returned'));
  it('does nothing before its time, on a replaced version, or after the route', () => {
    given(inApproval())
      .when(expire, { now: days(now, 20) })
      .thenNothingHappens();
    given([...inApproval(), superseded])
      .when(expire, { now: days(now, 21) })
      .thenNothingHappens();
    given(inApproval(undefined, 2))
      .when(expire, { now: days(now, 21) })
      .thenNothingHappens();
    given(collecting)
      .when(expire, { now: days(now, 21) })
      .thenNothingHappens();
  });
});
