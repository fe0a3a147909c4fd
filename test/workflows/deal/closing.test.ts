import { describe, it } from 'vitest';
import type { Command } from '../../../workflows/deal/commands.ts';
import { given } from './given.ts';
import { approvedByManager, closed, collecting, created, inApproval } from './sample-past.ts';

const close = (closing: 'lost' | 'cancelled' | 'written_off', noteId: string | null = 'note_1', reasonText: string | null = null): Command => ({ type: 'close', closing, noteId, reasonText });
const ended = (closing: 'lost' | 'cancelled' | 'written_off') => ({ type: 'deal.closed' as const, data: { closing, noteId: 'note_1', reasonText: null } });

describe('the end of a deal', () => {
  it('is possible at every open stage, with a reason', () => {
    for (const past of [[created], inApproval(), approvedByManager]) given(past, { acceptance: 'contract_signed' }).when(close('lost')).then(ended('lost'));
    for (const past of [[created], inApproval(), collecting]) given(past).when(close('cancelled')).then(ended('cancelled'));
    given(collecting).when(close('written_off')).then(ended('written_off'));
    given(collecting)
      .when(close('cancelled', null, 'ordered twice'))
      .thenInOrder('deal.closed');
  });

  it('without a reason is refused', () => {
    for (const closing of ['lost', 'cancelled'] as const) given([created]).when(close(closing, null)).thenRefused('reason_required', { pointer: '#/reason' });
    given(collecting).when(close('written_off', null)).thenRefused('reason_required');
  });

  it('fits its stage: what is invoiced is not lost, what is not invoiced is not written off', () => {
    given(collecting).when(close('lost')).thenRefused('wrong_stage');
    for (const past of [[created], inApproval()]) given(past).when(close('written_off')).thenRefused('wrong_stage');
  });

  it('repeated is no error, even without the reason; another end is refused', () => {
    given([...collecting, closed('cancelled')])
      .when(close('cancelled', null))
      .thenNothingHappens();
    given([...collecting, closed('paid')])
      .when(close('cancelled'))
      .thenRefused('wrong_stage');
  });
});

describe('a new owner', () => {
  const handOver = (toUserId: string): Command => ({ type: 'hand_over_deal', toUserId, noteId: null });
  it('takes the deal over', () =>
    given([created])
      .when(handOver('usr_next'))
      .then({ type: 'deal.handed_over', data: { fromUserId: 'usr_seller', toUserId: 'usr_next', noteId: null } }));
  it('who has it already changes nothing', () => given([created]).when(handOver('usr_seller')).thenNothingHappens());
  it('of a closed deal is refused', () =>
    given([created, closed('lost')])
      .when(handOver('usr_next'))
      .thenRefused('wrong_stage'));
});

describe('a refused signal', () => {
  it('is recorded at every stage and changes nothing else', () => {
    for (const past of [[created], inApproval(), collecting, [...collecting, closed()]])
      given(past)
        .when({ type: 'refuse', command: 'approve', code: 'not_entitled' })
        .then({ type: 'command.refused', data: { command: 'approve', code: 'not_entitled' } });
  });
});
