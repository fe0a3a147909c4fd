import { readdirSync, rmSync } from 'node:fs';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCaught, readCaughtAttachment, readCaughtMessage } from '../../api/inbox/read-caught.ts';
import { type MailCatcher, startMailCatcher } from '../../local/mail-catcher.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

describe('the local mail server', () => {
  let dir: string, catcher: MailCatcher | undefined;
  beforeEach(async () => {
    dir = await makeTestFolder('mail');
    catcher = await startMailCatcher({ port: 0, dir });
  });
  afterEach(async () => {
    await catcher?.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const send = async (letter: SendMailOptions) => {
    const transport = nodemailer.createTransport(catcher?.smtpUrl);
    try {
      return await transport.sendMail({ from: '"ТОО «Ромашка»" <billing@romashka.kz>', ...letter });
    } finally {
      transport.close();
    }
  };

  it('keeps a letter with its text, links and attachments, in Kazakh too', async () => {
    const pdf = Buffer.from('%PDF-1.7 not really');
    await send({
      to: 'buh@client.kz',
      subject: 'Шот № 5 — қарыз',
      text: 'Ашыңыз: http://localhost:3000/i/abc.',
      headers: { 'X-Entity-Ref-ID': 'inv_1' },
      html: '<p>Құрметті серіктес! <a href="http://localhost:3000/t/x?a=1&amp;b=2">Ашу</a></p>',
      attachments: [{ filename: 'шот-5.pdf', content: pdf }],
    });
    const [letter, ...others] = await readCaught(dir);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      to: ['buh@client.kz'],
      from: 'ТОО «Ромашка» <billing@romashka.kz>',
      subject: 'Шот № 5 — қарыз',
      links: ['http://localhost:3000/t/x?a=1&b=2', 'http://localhost:3000/i/abc'],
      attachments: [{ filename: 'шот-5.pdf', contentType: 'application/pdf', sizeBytes: pdf.length }],
      headers: { 'x-entity-ref-id': 'inv_1' },
    });
    expect(letter?.html).toContain('Құрметті серіктес!');
    const attachment = await readCaughtAttachment(dir, letter?.id ?? '', 0);
    expect(Buffer.from(attachment?.bytes ?? [])).toEqual(pdf);
  });

  it('shows everybody a letter went to, hidden copies included', async () => {
    await send({ to: 'a@client.kz', cc: 'b@client.kz', bcc: 'c@client.kz', subject: 'x', text: 'y' });
    expect((await readCaught(dir))[0]?.to).toEqual(['a@client.kz', 'b@client.kz', 'c@client.kz']);
  });

  it('lists the newest letter first', async () => {
    for (const subject of ['first', 'second', 'third']) await send({ to: 'a@client.kz', subject, text: '' });
    const letters = await readCaught(dir);
    expect(letters.map(({ subject }) => subject)).toEqual(['third', 'second', 'first']);
  });

  it('keeps the letters over a restart', async () => {
    await send({ to: 'a@client.kz', subject: 'before', text: '' });
    await catcher?.stop();
    catcher = await startMailCatcher({ port: 0, dir });
    await send({ to: 'a@client.kz', subject: 'after', text: '' });
    expect((await readCaught(dir)).map(({ subject }) => subject)).toEqual(['after', 'before']);
  });

  it('refuses a letter that is too large and keeps nothing of it', async () => {
    await expect(send({ to: 'a@client.kz', subject: 'x', text: '', attachments: [{ filename: 'big', content: Buffer.alloc(23_000_000) }] })).rejects.toThrow(/552/);
    expect(await readCaught(dir)).toEqual([]);
    expect(readdirSync(dir).filter(name => /eml|json/.test(name) && name !== 'owner.json')).toEqual([]);
  });

  it('answers nothing for an id that is none, whatever path it spells', async () => {
    for (const id of ['', '../owner', 'owner', '20260101T000000000Z-00000000']) expect(await readCaughtMessage(dir, id)).toBeUndefined();
    expect(await readCaught(`${dir}/nowhere`)).toEqual([]);
  });
});
