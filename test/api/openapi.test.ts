import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPackage } from '../../api/routes/deals/read-package.ts';
import { DealRequest } from '../../api/schemas/deal-request.ts';
import { defaultPolicy } from '../../domain/approval/default-policy.ts';
import { approvalFacts } from '../../domain/approval/facts.ts';
import { planRoute } from '../../domain/approval/plan-route.ts';
import { checkTaxId } from '../../domain/identifiers/tax-id.ts';
import { priceQuote } from '../../domain/quote/price-quote.ts';
import { specification } from '../../local/api-specification.ts';
import { errorsDocument } from '../../local/errors-document.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';
import { operationsOf } from './specification.ts';

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

describe('the specification', () => {
  it('is the one that the routes make: run `npm run openapi` after changing one', async () => {
    expect(file('openapi.json')).toBe(await specification());
  });

  it('is the same for every server of a process', async () => {
    expect(await specification()).toBe(await specification());
  });

  it('is OpenAPI 3.1, served as it is, with its page beside it', async () => {
    expect((await api.ask('GET', '/openapi.json', { key: null })).json()).toMatchObject({ openapi: '3.1.0', components: { securitySchemes: { apiKey: { scheme: 'bearer' } } } });
    const page = await api.ask('GET', '/docs/', { key: null });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/https?:\/\/(?!localhost)/);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'; base-uri 'none'");
  });

  it('tells of every operation what it does, its right, and how it refuses', () => {
    for (const { method, path, summary, scope, statuses } of operationsOf(api.app)) {
      expect(summary, `${method} ${path}`).toBeTruthy();
      expect(scope, `${method} ${path}`).toMatch(/^[a-z]+(:[a-z]+)?$/);
      expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(['401', '403', '429', '503']));
    }
  });

  it('leaves no reference hanging, and no shape that nothing speaks of', () => {
    const text = JSON.stringify(api.app.swagger());
    const named = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    const { schemas = {} } = (api.app.swagger() as unknown as { components: { schemas?: Record<string, unknown> } }).components;
    expect([...named].sort()).toEqual(Object.keys(schemas).sort());
  });
});

describe('docs and examples', () => {
  it('docs/errors.md is made from the codes: run `npm run errors-doc` after changing one', () => {
    expect(file('docs/errors.md')).toBe(errorsDocument());
  });

  it('examples/deal.json is a lawful deal of a company with a valid BIN, on which all four roles decide', () => {
    const body = DealRequest.parse(JSON.parse(file('examples/deal.json')));
    expect(checkTaxId(body.customer?.tax_id ?? { type: 'kz_bin', value: '' }).warnings).toEqual([]);
    const content = readPackage(body, { paymentTermsDays: 14, documentType: 'corporate' });
    const { totals } = priceQuote(content, '2026-11-24');
    const facts = approvalFacts(content, { grossMinor: totals.grossMinor, foreignCurrency: false, customerOverdueMinor: 0, overCreditLimit: false, marginPercent: null }, '2026-11-24');
    expect(planRoute(facts, defaultPolicy).steps.map(step => step.role)).toEqual(['manager', 'lawyer', 'cfo', 'director']);
    expect(file('examples/company.json')).toContain(body.owner_email);
  });
});
