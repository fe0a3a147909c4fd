import type { PublicFrame } from './frame-view.ts';

/** Reminders before the due date: whether they come, or since when they do not. `url` is where the form posts to. */
export type CourtesyPageView = Readonly<{ frame: PublicFrame; url: string; customerName: string; stoppedAt: string | null }>;
