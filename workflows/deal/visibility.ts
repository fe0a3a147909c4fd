import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { deadlines } from './deadlines.ts';
import type { DealProcess } from './process.ts';
import type { DealState } from './state.ts';
import { type DealView, viewOf } from './view.ts';

const keys = {
  DealStage: defineSearchAttributeKey('DealStage', 'KEYWORD'),
  Holder: defineSearchAttributeKey('Holder', 'KEYWORD'),
  CustomerId: defineSearchAttributeKey('CustomerId', 'KEYWORD'),
  WaitingFor: defineSearchAttributeKey('WaitingFor', 'KEYWORD'),
  DueAt: defineSearchAttributeKey('DueAt', 'DATETIME'),
  NextRungAt: defineSearchAttributeKey('NextRungAt', 'DATETIME'),
  AmountMinor: defineSearchAttributeKey('AmountMinor', 'INT'),
  Overdue: defineSearchAttributeKey('Overdue', 'BOOL'),
  Paused: defineSearchAttributeKey('Paused', 'BOOL'),
};

/** Tells the Web UI what the deal waits for, since when and what comes next; search attributes only where they changed. */
export function showState(process: DealProcess): void {
  const { state, blocked } = process;
  const own = viewOf(state);
  const view: DealView = blocked ? { ...own, waitingFor: 'failed_activity', holder: { type: 'system', id: 'admin' }, since: blocked.since } : own;
  setCurrentDetails(details(process, view));
  const now = JSON.stringify([view.stage, view.holder.id, view.waitingFor, view.nextAt, view.nextRungAt, view.amountMinor, view.overdue, view.paused]);
  if (now !== process.told) upsertSearchAttributes(attributes(state, view));
  process.told = now;
}

function attributes(state: DealState, view: DealView): SearchAttributeUpdatePair[] {
  return [
    { key: keys.DealStage, value: view.stage },
    { key: keys.Holder, value: view.holder.id },
    { key: keys.CustomerId, value: state.customerId },
    { key: keys.WaitingFor, value: view.waitingFor },
    { key: keys.DueAt, value: view.nextAt ? new Date(view.nextAt) : null },
    { key: keys.NextRungAt, value: view.nextRungAt ? new Date(view.nextRungAt) : null },
    { key: keys.AmountMinor, value: view.amountMinor },
    { key: keys.Overdue, value: view.overdue },
    { key: keys.Paused, value: view.paused },
  ];
}

function details({ state, blocked }: DealProcess, view: DealView): string {
  const coming = deadlines(state)
    .slice(0, 5)
    .map(due => `- ${due.at} ${due.code}`);
  const stuck = Object.entries(state.stuck).map(([what, { code, since, retryAt }]) => `- ${what}: ${code} since ${since}, next try ${retryAt}`);
  if (blocked) stuck.unshift(`- ${blocked.what}: ${blocked.code} since ${blocked.since}`);
  return [
    `**Waits for:** ${view.waitingFor}, held by ${view.holder.type} ${view.holder.id}, since ${view.since}`,
    `**Stage:** ${view.stage}, ${view.amountMinor} minor units of ${state.currency}`,
    ...(stuck.length > 0 ? ['**Failing:**', ...stuck] : []),
    '**Next:**',
    ...(coming.length > 0 ? coming : ['- nothing by itself']),
  ].join('\n\n');
}
