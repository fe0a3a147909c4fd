/** `next` is the page the person wanted, a path of ours. The link lives 15 minutes from `now`. */
export type SignInLetterInput = Readonly<{ userId: string; letterId: string; next: string; now: string }>;

export const signInWorkflowId = (letterId: string): string => `sign-in:${letterId}`;
