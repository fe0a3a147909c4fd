import type { DealFile } from '../../../db/pages/read-deal-file.ts';
import type { CompanyPolicy } from '../../../domain/policy/company-policy.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import type { MessageName } from '../../../workflows/deal/messages.ts';

/** The lines of a payment schedule: a day and a sum each. */
const scheduleFields = ['pay_on_1', 'amount_1', 'pay_on_2', 'amount_2', 'pay_on_3', 'amount_3', 'pay_on_4', 'amount_4'] as const;
export const dealFormFields = ['csrf', 'nonce', 'invoice_id', 'reason', 'until', 'pay_on', 'amount', 'to_user_id', 'days', 'payer_type', 'take', ...scheduleFields] as const;
export type DealForm = Partial<Record<(typeof dealFormFields)[number], string>>;

/** What a form asks of the process: the message and its body; or what is wrong with the form. */
export type Asked = Readonly<{ message: MessageName; body: Readonly<Record<string, unknown>>; reason: string | null }> | Readonly<{ problems: readonly FormProblem[] }>;
export type Given = Readonly<{ form: DealForm; file: DealFile; policy: CompanyPolicy; nowAt: string; handOverTo: readonly Readonly<{ id: string }>[]; personId: string }>;
