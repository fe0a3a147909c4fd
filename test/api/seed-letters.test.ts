import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { scopes } from '../../db/keys/scopes.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { decideByLetter } from '../../local/seed/decide-by-letter.ts';
import { type DemoApi, demoApi } from '../../local/seed/demo-api.ts';
import { byAdmin, people } from '../build/company.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let server: Api, api: DemoApi;
beforeAll(async () => {
  server = await apiWithoutEngine({ config: { demo: true, inboxDir: null } });
  const { secret } = await createApiKey(readDb(server.pool), { name: 'Demo', scopes }, byAdmin());
  api = demoApi({ apiUrl: await server.app.listen({ host: '127.0.0.1', port: 0 }), apiKey: secret });
});
afterAll(() => server.close());

describe('a demo whose letters go to a mail server of one’s own', () => {
  it('decides nothing in the name of a person: nobody else has the link', async () => {
    expect(await decideByLetter(api, { dealTitle: 'Seal kits', version: 1, personId: people.manager.id }, { decision: 'approve' })).toBe(false);
  });

  it('tells of a page that is not there by its status, and names no token', async () => {
    await expect(api.readPage('/t/a-token-of-somebody')).rejects.toMatchObject({ status: 404, message: expect.not.stringContaining('a-token-of-somebody') });
    await expect(api.sendForm('/t/a-token-of-somebody', { decision: 'approve' })).rejects.toMatchObject({ status: 404 });
  });
});
