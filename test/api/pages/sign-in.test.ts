import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCaught } from '../../../api/inbox/read-caught.ts';
import { people } from '../../build/company.ts';
import { eventually } from '../../deal/world.ts';
import { testStack } from '../../setup/stack.ts';
import { aPagesApp, buildPages, enterAs, hidden, type PagesApp } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

const ask = async (email: string, next = '/deals') => {
  const page = await pages.get(`/sign-in?next=${encodeURIComponent(next)}`);
  return pages.post('/sign-in', { csrf: hidden(page, 'csrf'), next: hidden(page, 'next'), email });
};
const linkIn = async (email: string, after: number): Promise<string> => {
  const letters = await eventually(
    () => readCaught(testStack().inboxDir).then(all => all.filter(letter => letter.to.includes(email) && Date.parse(letter.at) >= after && letter.links.some(link => link.includes('/sign-in/')))),
    found => found.length > 0,
  );
  return (letters[0]?.links.find(link => link.includes('/sign-in/') && link.includes('?next=')) ?? '').replace('http://localhost:3000', '');
};

describe('signing in by a letter', () => {
  it('answers known and unknown addresses alike', async () => {
    const plain = (body: string) => body.replace(/<time.*?<\/time>/gs, '').replace(/value="[^"]*"/g, '');
    const known = await ask(people.lawyer.email),
      unknown = await ask('nobody@arna.example');
    expect([known.statusCode, unknown.statusCode]).toEqual([200, 200]);
    expect(plain(known.body)).toBe(plain(unknown.body));
  });

  it('lets in once, by the button and not by following the link, and leads to the page that was wanted', async () => {
    const since = Date.now();
    await ask(people.cfo.email, '/tasks');
    const link = await linkIn(people.cfo.email, since);
    const shown = await pages.get(link);
    expect(shown.statusCode).toBe(200);
    expect(shown.cookies.some(cookie => cookie.name === 'q2c_session')).toBe(false);
    await pages.get(link);
    const [path = ''] = link.split('?');
    const form = { csrf: hidden(shown, 'csrf'), next: hidden(shown, 'next') };
    const entered = await pages.post(path, form);
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/tasks']);
    const cookie = entered.cookies.find(each => each.name === 'q2c_session');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', maxAge: 43_200, path: '/' });
    expect(cookie?.secure).toBeUndefined();
    const { rows } = await pages.world.pool.query('select user_id from session where token_sha256 = $1', [
      createHash('sha256')
        .update(cookie?.value ?? '')
        .digest('hex'),
    ]);
    expect(rows).toEqual([{ user_id: people.cfo.id }]);
    const again = await pages.post(path, form);
    expect(again.statusCode).toBe(404);
    expect(again.body).toContain('Эта ссылка уже сработала');
    const { rows: stored } = await pages.world.pool.query("select text from letter where kind = 'sign_in' and to_user_id = $1", [people.cfo.id]);
    expect(stored[0].text).not.toContain(path.split('/').at(-1));
  });

  it('is over after fifteen minutes', async () => {
    const since = Date.now();
    await ask(people.director.email);
    const link = await linkIn(people.director.email, since);
    const later = await buildPages({ ...pages.ctx, now: () => new Date(Date.now() + 15 * 60_000 + 1_000) });
    expect((await later.inject({ method: 'GET', url: link })).statusCode).toBe(404);
    await later.close();
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/sign-out'])('never leads to %s', async next => {
    expect(hidden(await pages.get(`/sign-in?next=${encodeURIComponent(next)}`), 'next')).toBe('/deals');
  });
});

describe('sessions', () => {
  it('sends whoever is not signed in to the sign-in page, and back afterwards', async () => {
    for (const url of ['/deals', '/tasks', '/deals.csv', '/deals/deal_x', '/deals/deal_x/documents/doc_y']) {
      const answer = await pages.get(url);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, `/sign-in?next=${encodeURIComponent(url)}`]);
    }
  });

  it('ends at sign-out, and needs the token of its form for it', async () => {
    const cookies = await enterAs(pages, people.seller.id);
    const page = await pages.get('/deals', cookies);
    expect((await pages.post('/sign-out', { csrf: 'forged' }, cookies)).statusCode).toBe(403);
    expect((await pages.get('/deals', cookies)).statusCode).toBe(200);
    expect((await pages.post('/sign-out', { csrf: hidden(page, 'csrf') }, cookies)).statusCode).toBe(303);
    expect((await pages.get('/deals', cookies)).statusCode).toBe(303);
  });

  it('ends after twelve hours and with the person', async () => {
    const cookies = await enterAs(pages, people.lawyer.id);
    const later = await buildPages({ ...pages.ctx, now: () => new Date(Date.now() + 12 * 3_600_000 + 1_000) });
    expect((await later.inject({ method: 'GET', url: '/deals', cookies })).statusCode).toBe(303);
    await later.close();
    await pages.world.pool.query('update app_user set active = false where id = $1', [people.lawyer.id]);
    expect((await pages.get('/deals', cookies)).statusCode).toBe(303);
    await pages.world.pool.query('update app_user set active = true where id = $1', [people.lawyer.id]);
  });

  it('lets enter without a letter in the demo only', async () => {
    const outside = await buildPages({ ...pages.ctx, config: { ...pages.ctx.config, demo: false } });
    expect((await outside.inject({ method: 'GET', url: '/' })).body).not.toContain('name="user_id"');
    expect((await outside.inject({ method: 'POST', url: '/enter', payload: '' })).statusCode).toBe(404);
    await outside.close();
  });

  it('marks its cookie secure behind https', async () => {
    const secure = await buildPages({ ...pages.ctx, config: { ...pages.ctx.config, publicUrl: 'https://q2c.example.kz' } });
    const start = await secure.inject({ method: 'GET', url: '/' });
    const entered = await secure.inject({
      method: 'POST',
      url: '/enter',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ csrf: hidden(start, 'csrf'), user_id: people.seller.id }).toString(),
    });
    expect(entered.cookies[0]).toMatchObject({ name: 'q2c_session', secure: true });
    expect(start.headers['strict-transport-security']).toBeDefined();
    await secure.close();
  });
});
