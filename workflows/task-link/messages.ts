/** A letter that brings a person a new link to a step that still waits for them; `now` is the deal's own. */
export type TaskLinkInput = Readonly<{ taskId: string; dealId: string; personId: string; letterId: string; now: string }>;

export const taskLinkWorkflowId = (letterId: string): string => `task-link:${letterId}`;
