import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderCourtesyPage } from '../../../templates/pages/render-courtesy.ts';
import { renderDealPage } from '../../../templates/pages/render-deal.ts';
import { renderDealsPage } from '../../../templates/pages/render-deals.ts';
import { renderErrorPage, renderSignInPage } from '../../../templates/pages/render-entry.ts';
import { renderInboxLetterPage, renderInboxPage } from '../../../templates/pages/render-inbox.ts';
import { renderInvoicePage } from '../../../templates/pages/render-invoice.ts';
import { renderLookPage } from '../../../templates/pages/render-look.ts';
import { renderRulesFormPage, renderRungFormPage } from '../../../templates/pages/render-reminder-forms.ts';
import { renderReminderPreviewPage, renderReminderSettingsPage } from '../../../templates/pages/render-reminder-settings.ts';
import { renderRuleFormPage } from '../../../templates/pages/render-rule-form.ts';
import { renderCoverFormPage, renderPersonFormPage, renderRowFormPage } from '../../../templates/pages/render-setting-forms.ts';
import { renderApprovalSettingsPage } from '../../../templates/pages/render-settings.ts';
import { renderStartPage } from '../../../templates/pages/render-start.ts';
import { renderTaskPage } from '../../../templates/pages/render-task.ts';
import { renderTaskDeadPage, renderTaskDecidedPage, renderTaskSupersededPage } from '../../../templates/pages/render-task-answers.ts';
import { renderTasksPage } from '../../../templates/pages/render-tasks.ts';
import type { PageReader } from '../../../templates/pages/views/frame-view.ts';
import * as deal from './samples/deal-sample.ts';
import * as deals from './samples/deals-sample.ts';
import * as invoice from './samples/invoice-sample.ts';
import * as other from './samples/other-samples.ts';
import * as reminders from './samples/reminder-settings-sample.ts';
import * as settings from './samples/settings-sample.ts';
import * as task from './samples/task-sample.ts';

type Sample = (reader: PageReader) => string;

const failures = (['bad_request', 'form_expired', 'not_found', 'rate_limited', 'internal', 'unavailable'] as const).map((code): readonly [string, Sample] => [
  `error-${code}`,
  reader => renderErrorPage(other.failure(code), reader),
]);

/** Every page in its states (empty, typical, overfull, sent back), by the name of its picture. */
export const samplePages: ReadonlyMap<string, Sample> = new Map<string, Sample>([
  ['start', reader => renderStartPage(other.start, reader)],
  ['start-outside-demo', reader => renderStartPage(other.startOutsideDemo, reader)],
  ['deals', reader => renderDealsPage(deals.deals, reader)],
  ['deals-empty', reader => renderDealsPage(deals.dealsEmpty, reader)],
  ['deals-nothing-found', reader => renderDealsPage(deals.dealsNothingFound, reader)],
  ['deals-overfull', reader => renderDealsPage(deals.dealsOverfull, reader)],
  ['deal', reader => renderDealPage(deal.deal, reader)],
  ['deal-draft', reader => renderDealPage(deal.dealDraft, reader)],
  ['deal-approving', reader => renderDealPage(deal.dealApproving, reader)],
  ['deal-review', reader => renderDealPage(deal.dealReview, reader)],
  ['deal-held', reader => renderDealPage(deal.dealHeld, reader)],
  ['deal-held-without-approver', reader => renderDealPage(deal.dealHeldWithoutApprover, reader)],
  ['deal-released', reader => renderDealPage(deal.dealReleased, reader)],
  ['deal-schedule', reader => renderDealPage(deal.dealSchedule, reader)],
  ['deal-payer-decided', reader => renderDealPage(deal.dealPayerDecided, reader)],
  ['deal-paid', reader => renderDealPage(deal.dealPaid, reader)],
  ['task', reader => renderTaskPage(task.task, reader)],
  ['task-plain', reader => renderTaskPage(task.taskPlain, reader)],
  ['task-refused', reader => renderTaskPage(task.taskRefused, reader)],
  ['task-escalated', reader => renderTaskPage(task.taskEscalated, reader)],
  ['task-same', reader => renderTaskPage(task.taskSame, reader)],
  ['task-moved', reader => renderTaskPage(task.taskMoved, reader)],
  ['task-moved-away', reader => renderTaskDecidedPage(task.taskMovedAway, reader)],
  ['task-code-ahead', reader => renderTaskPage(task.taskCodeAhead, reader)],
  ['task-code', reader => renderTaskPage(task.taskCode, reader)],
  ['task-code-wrong', reader => renderTaskPage(task.taskCodeWrong, reader)],
  ['task-code-dead', reader => renderTaskPage(task.taskCodeDead, reader)],
  ['task-decided', reader => renderTaskDecidedPage(task.taskDecided, reader)],
  ['task-still-holds', reader => renderTaskDecidedPage(task.taskStillHolds, reader)],
  ['task-asked-again', reader => renderTaskDecidedPage(task.taskAskedAgain, reader)],
  ['task-answered-by-other', reader => renderTaskDecidedPage(task.taskAnsweredByOther, reader)],
  ['task-superseded', reader => renderTaskSupersededPage(task.taskSuperseded, reader)],
  ['task-not-asked-again', reader => renderTaskSupersededPage(task.taskNotAskedAgain, reader)],
  ['task-dead', reader => renderTaskDeadPage(task.taskDead, reader)],
  ['task-dead-sent', reader => renderTaskDeadPage(task.taskDeadSent, reader)],
  ['invoice', reader => renderInvoicePage(invoice.invoice, reader)],
  ['invoice-before-due', reader => renderInvoicePage(invoice.invoiceBeforeDue, reader)],
  ['invoice-due-today', reader => renderInvoicePage(invoice.invoiceDueToday, reader)],
  ['invoice-paid', reader => renderInvoicePage(invoice.invoicePaid, reader)],
  ['invoice-void', reader => renderInvoicePage(invoice.invoiceVoid, reader)],
  ['invoice-refused', reader => renderInvoicePage(invoice.invoiceRefused, reader)],
  ['invoice-standing', reader => renderInvoicePage(invoice.invoiceStanding, reader)],
  ['invoice-claimed-again', reader => renderInvoicePage(invoice.invoiceClaimedAgain, reader)],
  ['invoice-order-refused', reader => renderInvoicePage(invoice.invoiceOrderRefused, reader)],
  ['invoice-claim-refused', reader => renderInvoicePage(invoice.invoiceClaimRefused, reader)],
  ['invoice-schedule-refused', reader => renderInvoicePage(invoice.invoiceScheduleRefused, reader)],
  ['invoice-dispute-refused', reader => renderInvoicePage(invoice.invoiceDisputeRefused, reader)],
  ['invoice-overfull', reader => renderInvoicePage(invoice.invoiceOverfull, reader)],
  ['courtesy', reader => renderCourtesyPage(other.courtesy, reader)],
  ['courtesy-stopped', reader => renderCourtesyPage(other.courtesyStopped, reader)],
  ['tasks', reader => renderTasksPage(other.tasks, reader)],
  ['tasks-empty', reader => renderTasksPage(other.tasksEmpty, reader)],
  ['tasks-nobody-waits', reader => renderTasksPage(other.tasksNobodyWaits, reader)],
  ['look', reader => renderLookPage(other.look, reader)],
  ['look-empty', reader => renderLookPage(other.lookEmpty, reader)],
  ['settings', reader => renderApprovalSettingsPage(settings.settings, reader)],
  ['settings-at-fault', reader => renderApprovalSettingsPage(settings.settingsAtFault, reader)],
  ['settings-row', reader => renderRowFormPage(settings.row, reader)],
  ['settings-row-refused', reader => renderRowFormPage(settings.rowRefused, reader)],
  ['settings-row-gone', reader => renderRowFormPage(settings.rowGone, reader)],
  ['settings-person', reader => renderPersonFormPage(settings.person, reader)],
  ['settings-cover', reader => renderCoverFormPage(settings.cover, reader)],
  ['settings-cover-stale', reader => renderCoverFormPage(settings.coverStale, reader)],
  ['settings-rules', reader => renderRuleFormPage(settings.ruleForm, reader)],
  ['settings-preview-rules', reader => renderChangePreviewPage(settings.rulePreview, reader)],
  ['settings-preview-rules-stale', reader => renderChangePreviewPage(settings.rulePreviewStale, reader)],
  ['settings-preview', reader => renderChangePreviewPage(settings.rowPreview, reader)],
  ['settings-preview-stale', reader => renderChangePreviewPage(settings.rowPreviewStale, reader)],
  ['settings-preview-refused', reader => renderChangePreviewPage(settings.rowRemovalRefused, reader)],
  ['settings-preview-person', reader => renderChangePreviewPage(settings.personPreview, reader)],
  ['settings-preview-person-stale', reader => renderChangePreviewPage(settings.personPreviewStale, reader)],
  ['settings-preview-cover', reader => renderChangePreviewPage(settings.coverPreview, reader)],
  ['settings-reminders', reader => renderReminderSettingsPage(reminders.reminderSettings, reader)],
  ['settings-reminders-read', reader => renderReminderSettingsPage(reminders.reminderSettingsToRead, reader)],
  ['settings-reminders-rung', reader => renderRungFormPage(reminders.rung, reader)],
  ['settings-reminders-rung-refused', reader => renderRungFormPage(reminders.rungRefused, reader)],
  ['settings-reminders-rules', reader => renderRulesFormPage(reminders.rules, reader)],
  ['settings-reminders-new-refused', reader => renderRulesFormPage(reminders.newRefused, reader)],
  ['settings-reminders-preview', reader => renderReminderPreviewPage(reminders.preview, reader)],
  ['settings-reminders-preview-stale', reader => renderReminderPreviewPage(reminders.previewStale, reader)],
  ['settings-reminders-preview-adopt', reader => renderReminderPreviewPage(reminders.takingOn, reader)],
  ['settings-preview-nothing', reader => renderChangePreviewPage(settings.nothingChanged, reader)],
  ['inbox', reader => renderInboxPage(other.inbox, reader)],
  ['inbox-empty', reader => renderInboxPage(other.inboxEmpty, reader)],
  ['inbox-letter', reader => renderInboxLetterPage(other.inboxLetter, reader)],
  ['sign-in', reader => renderSignInPage(other.signIn, reader)],
  ['sign-in-refused', reader => renderSignInPage(other.signInRefused, reader)],
  ['sign-in-sent', reader => renderSignInPage(other.signInSent, reader)],
  ['error-forbidden', reader => renderErrorPage(other.forbidden, reader)],
  ...failures,
]);
