/** Somebody at a desk of the demo: enters by the start page, as it is offered there, and reads pages as words. */
export type DemoVisitor = Readonly<{ read: (path: string) => Promise<string> }>;

export async function demoVisitor(api: string, userId: string): Promise<DemoVisitor> {
  const start = await fetch(`${api}/`, { headers: { 'accept-language': 'ru' } });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await start.text())?.[1] ?? '';
  const cookies = start.headers.getSetCookie().map(nameAndValue);
  const entered = await fetch(`${api}/enter`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies.join('; '), origin: api, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrf, user_id: userId }),
  });
  if (entered.status !== 303) throw new Error(`entering the demo answered ${entered.status}: ${(await entered.text()).slice(0, 300)}`);
  const cookie = [...cookies, ...entered.headers.getSetCookie().map(nameAndValue)].join('; ');
  return { read: async path => wordsOf(await (await fetch(`${api}${path}`, { headers: { cookie } })).text()) };
}

const nameAndValue = (set: string): string => set.split(';')[0] ?? '';

function wordsOf(html: string): string {
  return html
    .replace(/<(style|script|head)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/[\s\u00A0\u202F]+/g, ' ');
}
