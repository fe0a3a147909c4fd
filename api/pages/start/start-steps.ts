import type { FirstDeal } from '../../../db/pages/read-first-deal.ts';
import type { StartStep } from '../../../templates/pages/views/start-view.ts';
import type { ApiConfig } from '../../context.ts';

const order = ['create', 'approve', 'invoice', 'remind', 'pay'] as const;

/** The five steps by what has become of the first deal; the one to do next is marked. */
export function startSteps(first: FirstDeal | null, config: ApiConfig): StartStep[] {
  const current = first === null ? 0 : nextStep(first);
  const dealUrl = first === null ? null : `/deals/${first.dealId}`;
  const urls: Readonly<Record<StartStep['code'], string | null>> = {
    create: '/docs',
    approve: first === null ? null : config.inboxDir === null ? '/tasks' : '/inbox',
    invoice: first?.invoiceIssued ? dealUrl : null,
    remind: first?.invoiceIssued && dealUrl !== null ? `${dealUrl}#forward` : null,
    pay: first?.invoiceIssued ? '/docs' : null,
  };
  return order.map((code, index) => ({ code, state: index < current ? 'done' : index === current ? 'now' : 'ahead', url: urls[code], ...commandOf(code, config) }));
}

function nextStep({ invoiceIssued, lettersSent, paid }: FirstDeal): number {
  if (paid) return order.length;
  if (!invoiceIssued) return 1;
  return lettersSent === 0 ? 3 : 4;
}

function commandOf(code: StartStep['code'], { publicUrl }: ApiConfig): Pick<StartStep, 'command'> {
  const key = '-H "Authorization: Bearer $(node -p \'require("./.data/stack.json").api_key\')"';
  if (code === 'create') return { command: `curl ${publicUrl}/v1/deals ${key} -H "Idempotency-Key: first-deal" -H "Content-Type: application/json" -d @examples/deal.json` };
  if (code === 'pay')
    return { command: `npm run example:statement && curl "${publicUrl}/v1/bank_statements" ${key} -H "Content-Type: application/octet-stream" --data-binary @examples/statement-kaspi.txt` };
  return {};
}
