import { formatMoneyShort } from '../format/money.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { type Tell, tellFor } from './present/tell.ts';
import { presentHolder, presentNext } from './present/waiting.ts';
import type { DealRow, DealsPageView } from './views/deals-view.ts';
import type { PageReader } from './views/frame-view.ts';

/** `/deals`: the funnel, filters as links, the late and the stuck on top, then what goes to plan. */
export function renderDealsPage(view: DealsPageView, reader: PageReader): string {
  const tell = tellFor(reader);
  const largest = Math.max(1, ...view.funnel.map(cell => cell.sum.amountMinor));
  const shown = view.attention.length + view.onTrack.length;
  const page = {
    ...view,
    frame: presentStaffFrame(view.frame, tell, tell.say('deals.title')),
    summary: tell.say('deals.summary', { count: view.open.count, sum: formatMoneyShort(view.open.sum, reader.language) }),
    funnel: view.funnel.map(cell => ({ ...cell, name: tell.word('stage', cell.stage), count: String(cell.count), share: Math.round((cell.sum.amountMinor / largest) * 100) })),
    filters: view.filters.map(filter => ({ ...filter, name: tell.say(`filter.${filter.code}`), count: String(filter.count) })),
    groups: [
      { title: tell.say('deals.attention', { count: view.attention.length }), rows: view.attention.map(row => presentRow(row, tell)) },
      { title: tell.say('deals.on_track', { count: view.onTrack.length }), rows: view.onTrack.map(row => presentRow(row, tell)) },
    ].filter(group => group.rows.length > 0),
    empty: shown === 0,
    /** Nothing at all, or nothing under this filter: the empty state differs. */
    filtered: view.query !== '' || view.filters.some(filter => filter.current && filter.code !== 'all') || view.funnel.some(cell => cell.current),
    shown: tell.say('deals.shown', { shown, total: view.totalFound }),
  };
  return renderTemplate('pages/deals', page, reader);
}

function presentRow(row: DealRow, tell: Tell) {
  const next = row.next === null ? null : presentNext(row.next, tell);
  const partly = row.sum !== null && row.remaining !== null && row.remaining.amountMinor !== row.sum.amountMinor && row.remaining.amountMinor > 0;
  return {
    url: row.url,
    customerName: row.customerName,
    title: row.title,
    sum: partly && row.remaining ? tell.money(row.remaining) : row.sum ? tell.money(row.sum) : null,
    of:
      [partly && row.sum ? tell.say('deals.of', { sum: tell.money(row.sum) }) : null, row.disputed ? tell.say('disputed', { sum: tell.money(row.disputed) }) : null].filter(Boolean).join(', ') || null,
    stage: tell.word('stage', row.stage),
    holder: presentHolder(row.holder, tell),
    coverFor: row.holder.coverFor ? tell.say('cover_for', { name: row.holder.coverFor }) : null,
    ...since(row, tell),
    next: next?.what ?? waitingShort(row, tell),
    nextAt: [next?.at, row.pausedUntilAt ? tell.say('paused_short', { day: tell.day(row.pausedUntilAt, 'dative') }) : null].filter(Boolean).join(', ') || null,
  };
}

/** Since when, told by what matters most: stuck, then overdue, then the plain day. */
function since(row: DealRow, tell: Tell) {
  const plain = row.sinceAt === null ? null : tell.at(row.sinceAt);
  if (row.stuckSinceAt !== null) return { state: tell.say('stuck'), meaning: 'stopped', since: tell.say('since', { day: tell.day(row.stuckSinceAt, 'ablative') }) };
  if (row.overdue !== null) return { state: tell.count('days', row.overdue.days), meaning: 'late', since: tell.say('due_was', { day: tell.day(row.overdue.dueOn) }) };
  return { state: null, meaning: null, since: plain };
}

function waitingShort(row: DealRow, tell: Tell): string | null {
  if (row.waitingFor === null) return null;
  return tell.word('waiting', row.waitingFor, { role_genitive: row.role === null ? '' : tell.word('role_genitive', row.role) });
}
