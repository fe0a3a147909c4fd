/**
 * A letter with the code that confirms a decision; the code itself never travels here, its letter draws it from `codeId`. `now` and
 * `expiresAt` are told by the deal's own clock, as the page tells them.
 */
export type StepUpCodeInput = Readonly<{
  codeId: string;
  taskId: string;
  dealId: string;
  personId: string;
  decision: 'approve' | 'reject' | 'request_changes' | 'hand_over';
  letterId: string;
  now: string;
  expiresAt: string;
}>;

export const stepUpWorkflowId = (letterId: string): string => `step-up:${letterId}`;
