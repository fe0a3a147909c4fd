import type { StaffFrame } from './frame-view.ts';

/** The five steps of the first deal, in order. A step that is done keeps its link. */
export type StartStep = Readonly<{ code: 'create' | 'approve' | 'invoice' | 'remind' | 'pay'; state: 'done' | 'now' | 'ahead'; url: string | null; command?: string }>;

/** One address of the running stack. */
export type StartAddress = Readonly<{ what: 'pages' | 'inbox' | 'temporal' | 'docs' | 'api' | 'postgres' | 'smtp'; url: string; link: boolean }>;

/** `enter` lists the seeded people of the demo (POST /enter with `csrf` and `user_id`); empty outside the demo. */
export type StartPageView = Readonly<{
  frame: StaffFrame;
  demo: boolean;
  steps: readonly StartStep[];
  addresses: readonly StartAddress[];
  enter: readonly Readonly<{ id: string; name: string; roles: readonly string[] }>[];
}>;
