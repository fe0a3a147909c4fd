import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportReport } from '../../api/routes/import-shapes.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

type Operation = { requestBody?: { content: Record<string, { schema: unknown }> }; responses: Record<string, { content: Record<string, { schema: { $ref?: string } }> }> };
const operation = (path: string) => (api.app.swagger() as unknown as { paths: Record<string, { post: Operation }> }).paths[path]?.post;

describe('POST /v1/imports/receivables in the specification', () => {
  it('takes the file itself and answers a report', () => {
    const { requestBody, responses } = operation('/v1/imports/receivables') ?? { responses: {} };
    expect(Object.keys(requestBody?.content ?? {})).toEqual(['text/csv', 'application/octet-stream', 'text/plain']);
    expect(requestBody?.content['text/csv']?.schema).toMatchObject({ type: 'string', format: 'binary' });
    expect(responses['200']?.content['application/json']?.schema.$ref).toBe('#/components/schemas/ReceivablesImport');
    expect(Object.keys(operation('/v1/bank_statements')?.requestBody?.content ?? {})).toContain('application/octet-stream');
  });

  it('answers what it says, with the refused lines', async () => {
    const file = 'record;customer_tax_id;customer_name;invoice_number;issued_on;due_on;gross;currency\ncustomer;150140000717;x;;;;;\n';
    const answer = await api.ask('POST', '/v1/imports/receivables', { body: file, headers: { 'content-type': 'text/csv' } });
    expect(answer.statusCode).toBe(200);
    expect(ImportReport.strict().parse(answer.json())).toMatchObject({ customers: { created: 0 }, refused: [{ line: 2, field: 'customer_tax_id', code: 'invalid_tax_id' }] });
    expect((await api.ask('POST', '/v1/imports/receivables', { headers: { 'content-type': 'text/csv' }, body: '' })).json()).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});
