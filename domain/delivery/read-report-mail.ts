import PostalMime, { type Email } from 'postal-mime';
import { RuleViolation } from '../errors/rule-violation.ts';
import type { DeliveryReport, ReportType } from './delivery-report.ts';
import { headerBlocks, headerFields } from './header-fields.ts';

/** A report as a mail brought it. `messageIds`: by what the letter may be known, the surest first; `envelopeId`: the name we gave the envelope (RFC 3461). */
export type MailedReport = DeliveryReport & Readonly<{ messageIds: readonly string[]; envelopeId: string | null; recipient: string | null }>;

const longestDetail = 500;

/**
 * Reads a delivery status notification (RFC 3464) or an abuse report (RFC 5965): one report for each recipient that it speaks of.
 * `receivedAt` stands in where the mail names no time. Throws `report_unreadable` for any other mail.
 */
export async function readReportMail(bytes: Uint8Array, receivedAt: string): Promise<MailedReport[]> {
  const mail = await parsed(bytes);
  const about = { ...letterOf(mail), at: instantOf(mail.date) ?? receivedAt };
  const complaint = partOf(mail, ['message/feedback-report']);
  const reports = complaint === null ? statusReports(partOf(mail, ['message/delivery-status', 'message/global-delivery-status']), about) : [complaintOf(complaint, about)];
  if (reports.length === 0) throw new RuleViolation('report_unreadable', 'The mail holds no delivery status of any recipient.');
  return reports;
}

type About = Pick<MailedReport, 'messageIds'> & Readonly<{ at: string }>;

async function parsed(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  } catch {
    throw new RuleViolation('report_unreadable', 'The file is no mail that can be read.');
  }
}

function partOf({ attachments }: Email, types: readonly string[]): string | null {
  const part = attachments.find(each => types.includes(each.mimeType));
  return typeof part?.content === 'string' ? part.content : null;
}

/** The returned letter, whole or its headers alone, names itself; a reply to it names it too. */
function letterOf(mail: Email): Pick<MailedReport, 'messageIds'> {
  const returned = partOf(mail, ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']);
  const own = returned === null ? [] : idsIn(headerFields(returned.split(/\r?\n\r?\n/, 1)[0] ?? '').get('message-id'));
  return { messageIds: [...new Set([...own, ...idsIn(mail.inReplyTo), ...idsIn(mail.references)])] };
}

const idsIn = (text: string | undefined): string[] => (text ?? '').match(/<[^<>\s]+>/g) ?? [];

function statusReports(status: string | null, about: About): MailedReport[] {
  const [message, ...recipients] = headerBlocks(status ?? '');
  if (!message) return [];
  const envelopeId = message.get('original-envelope-id') ?? null;
  return recipients.flatMap(fields => {
    const type = actions[(fields.get('action') ?? '').toLowerCase()];
    if (type === undefined) return [];
    const diagnostic = fields.get('diagnostic-code') ?? null;
    const occurredAt = instantOf(fields.get('last-attempt-date')) ?? about.at;
    const recipient = addressOf(fields.get('original-recipient') ?? fields.get('final-recipient'));
    return [{ type, code: codeOf(fields.get('status'), diagnostic), detail: diagnostic?.slice(0, longestDetail) ?? null, occurredAt, messageIds: about.messageIds, envelopeId, recipient }];
  });
}

/** RFC 3464, 2.3.3. A letter that was passed on to a system without reports, or to a list, has gone on its way. */
const actions: Readonly<Record<string, ReportType>> = { failed: 'bounced', delayed: 'delayed', delivered: 'delivered', relayed: 'delivered', expanded: 'delivered' };

/** The status; where it names no more than its class (5.0.0), the code that the diagnosis gives. */
function codeOf(status: string | undefined, diagnostic: string | null): string | null {
  const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(status ?? '')?.[0] ?? null;
  const closer = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec((diagnostic ?? '').replace(/^[\w.-]+;/, ''))?.[0] ?? null;
  return code === null || code.endsWith('.0.0') ? (closer ?? code) : code;
}

function complaintOf(feedback: string, about: About): MailedReport {
  const fields = headerFields(feedback.trim());
  return {
    type: 'complained',
    code: null,
    detail: fields.get('feedback-type')?.slice(0, longestDetail) ?? null,
    occurredAt: instantOf(fields.get('arrival-date')) ?? about.at,
    messageIds: about.messageIds,
    envelopeId: fields.get('original-envelope-id') ?? null,
    recipient: addressOf(fields.get('original-rcpt-to')),
  };
}

function addressOf(field: string | undefined): string | null {
  const address = (field ?? '')
    .replace(/^\s*[\w-]+\s*;\s*/, '')
    .replace(/[<>]/g, '')
    .trim();
  return address === '' ? null : address.slice(0, longestDetail);
}

function instantOf(text: string | undefined): string | null {
  const ms = Date.parse((text ?? '').replace(/\s*\([^()]*\)\s*$/, ''));
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
