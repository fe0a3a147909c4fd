import { describe, expect, it } from 'vitest';
import { readReportMail } from '../../../domain/delivery/read-report-mail.ts';
import { aComplaintMail, aReportMail } from '../../build/report-mail.ts';

const receivedAt = '2030-04-01T06:00:00.000Z';
const read = (mail: Uint8Array) => readReportMail(mail, receivedAt);

describe('a delivery status notification', () => {
  it('names the returned letter, what became of it, its code, and when', async () => {
    expect(await read(aReportMail({ envelopeId: 'let_1' }))).toEqual([
      {
        ...{ type: 'bounced', code: '5.1.1', detail: 'smtp; 550 5.1.1 No such user', occurredAt: '2030-04-01T05:00:03.000Z' },
        ...{ messageIds: ['<let_1@arna.example>'], envelopeId: 'let_1', recipient: 'buh@romashka.example' },
      },
    ]);
  });

  it('is read where only the headers come back, where nothing does and it is a reply, and where the envelope alone has a name', async () => {
    expect((await read(aReportMail({ returned: 'headers' })))[0]).toMatchObject({ messageIds: ['<let_1@arna.example>'] });
    expect((await read(aReportMail({ returned: 'nothing', inReplyTo: '<let_2@arna.example>' })))[0]).toMatchObject({ messageIds: ['<let_2@arna.example>'] });
    expect((await read(aReportMail({ returned: 'nothing', envelopeId: 'let_3' })))[0]).toMatchObject({ messageIds: [], envelopeId: 'let_3' });
  });

  it.each([
    ['failed', 'bounced'],
    ['Delayed', 'delayed'],
    ['delivered', 'delivered'],
    ['relayed', 'delivered'],
  ])('that says “%s” is of the type %s', async (action, type) => {
    expect((await read(aReportMail({ action, status: '4.4.1' })))[0]).toMatchObject({ type, code: '4.4.1' });
  });

  it('takes the code of the diagnosis where the status names its class alone, and none where there is none', async () => {
    expect((await read(aReportMail({ status: '5.0.0' })))[0]).toMatchObject({ code: '5.1.1' });
    expect((await read(aReportMail({ status: '5.0.0', diagnostic: 'smtp; 550 no such person' })))[0]).toMatchObject({ code: '5.0.0' });
    expect((await read(aReportMail({ status: 'unknown', diagnostic: 'X-Notes; lost' })))[0]).toMatchObject({ code: null });
  });
});

describe('an abuse report', () => {
  it('is a complaint about the letter in it', async () => {
    expect(await read(aComplaintMail('<let_9@arna.example>'))).toMatchObject([
      { type: 'complained', code: null, detail: 'abuse', messageIds: ['<let_9@arna.example>'], recipient: 'buh@romashka.example' },
    ]);
  });
});

describe('any other mail', () => {
  it.each([
    ['an empty file', ''],
    ['a reply of a person', 'From: a@romashka.example\r\nSubject: Re\r\nMessage-ID: <x@y>\r\n\r\nСпасибо, оплатим.'],
    ['an absence notice', 'From: a@romashka.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <let_1@arna.example>\r\n\r\nЯ в отпуске.'],
    ['bytes that are no mail', '\u0000\u0001\u0002'],
    ['a report of nobody', 'Content-Type: multipart/report; boundary=n\r\n\r\n--n\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n--n--\r\n'],
  ])('is refused: %s', async (_name, mail) => {
    await expect(read(Buffer.from(mail))).rejects.toMatchObject({ code: 'report_unreadable' });
  });
});
