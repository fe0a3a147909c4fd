import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SmtpMessage, smtpConversation } from '../../activities/letters/smtp-conversation.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';

let mail: ScriptedMail;
beforeAll(async () => {
  mail = await startScriptedMail();
});
afterEach(() => mail.recover());
afterAll(() => mail.stop());

const converse = (to: string, mayTravel: SmtpMessage['mayTravel']) =>
  smtpConversation(mail.smtpUrl, { from: 'billing@arna.example', to, mime: Buffer.from('Subject: one line\r\n\r\n.a line with a dot\r\n'), mayTravel });
const takenBy = (to: string) => mail.received.filter(letter => letter.to === to).map(letter => letter.mime);

describe('a text that asks whether it may travel', () => {
  it('is asked for when the server waits for it, and arrives as it is', async () => {
    let announced = false;
    mail.meanwhile('asked@romashka.example', async () => {
      announced = true;
    });
    const seen: boolean[] = [];
    const result = await converse('asked@romashka.example', async () => {
      seen.push(announced);
      return true;
    });
    expect([result, seen]).toEqual([{ accepted: expect.stringMatching(/^250 /) }, [true]]);
    expect(takenBy('asked@romashka.example')).toEqual(['Subject: one line\r\n\r\n.a line with a dot\r\n']);
  });

  it('is not begun where the answer is no, nor where there is none', async () => {
    expect(await converse('no@romashka.example', async () => false)).toEqual({ withheld: true });
    const trouble = Object.assign(new Error('the database is gone'), { code: '57P01' });
    await expect(converse('no@romashka.example', () => Promise.reject(trouble))).rejects.toMatchObject({ message: 'the database is gone', code: '57P01' });
    expect(takenBy('no@romashka.example')).toEqual([]);
  });

  it('is never asked about by a server that does not want it', async () => {
    mail.answer('recipient', '550 5.1.1 No such user', 'nobody@romashka.example');
    let asked = 0;
    const result = await converse('nobody@romashka.example', async () => {
      asked += 1;
      return true;
    });
    expect([result, asked]).toEqual([{ failure: { detail: 'RCPT TO: 550 5.1.1 No such user', command: 'RCPT TO', code: 550, textTravelled: false } }, 0]);
  });

  it('does not travel where the connection ends before the answer, and the conversation waits for the answer', async () => {
    const order: string[] = [];
    const result = await converse('ended@romashka.example', async () => {
      await mail.hangUp();
      order.push('answered yes');
      return true;
    }).finally(() => order.push('conversation over'));
    expect(result).toMatchObject({ failure: { code: null, textTravelled: false } });
    expect([order, takenBy('ended@romashka.example')]).toEqual([['answered yes', 'conversation over'], []]);
  });

  it('leaves the word to an answer of no that comes after the connection has ended', async () => {
    const late = async () => {
      await mail.hangUp();
      return false;
    };
    expect(await converse('late@romashka.example', late)).toEqual({ withheld: true });
  });
});
