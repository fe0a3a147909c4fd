type Given = Readonly<{
  messageId?: string | null;
  envelopeId?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
  recipient?: string;
  /** What the third part holds: the whole letter, its headers, or nothing. */
  returned?: 'letter' | 'headers' | 'nothing';
  inReplyTo?: string;
}>;

/** A delivery status notification as mail servers write it (RFC 3464). */
export function aReportMail(given: Given = {}): Buffer {
  const {
    messageId = '<let_1@arna.example>',
    envelopeId,
    action = 'failed',
    status = '5.1.1',
    diagnostic = 'smtp; 550 5.1.1 No such user',
    recipient = 'buh@romashka.example',
    returned = 'letter',
    inReplyTo,
  } = given;
  const headers = [...(messageId === null ? [] : [`Message-ID: ${messageId}`]), 'From: billing@arna.example', `To: ${recipient}`, 'Subject: =?utf-8?B?0KHRh9GR0YI=?='];
  const parts = [
    ['text/plain; charset=utf-8', 'This is the mail system. Your message could not be delivered.'],
    [
      'message/delivery-status',
      [
        'Reporting-MTA: dns; mx.romashka.example',
        ...(envelopeId ? [`Original-Envelope-Id: ${envelopeId}`] : []),
        'Arrival-Date: Mon, 1 Apr 2030 10:00:01 +0500',
        '',
        `Final-Recipient: rfc822; ${recipient}`,
        `Action: ${action}`,
        `Status: ${status}`,
        `Diagnostic-Code: ${diagnostic}`,
        'Last-Attempt-Date: Mon, 1 Apr 2030 10:00:03 +0500 (+05)',
      ].join('\r\n'),
    ],
    ...(returned === 'letter' ? [['message/rfc822', [...headers, 'Content-Type: text/plain', '', 'The text of the letter. Message-ID: <not-this-one@arna.example>'].join('\r\n')]] : []),
    ...(returned === 'headers' ? [['text/rfc822-headers', headers.join('\r\n')]] : []),
  ];
  const body = parts.map(([type, content]) => `--next\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`).join('');
  const head = [
    'From: MAILER-DAEMON@mx.romashka.example',
    'To: billing@arna.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Mon, 1 Apr 2030 10:00:05 +0500',
    ...(inReplyTo ? [`In-Reply-To: ${inReplyTo}`] : []),
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=next',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}--next--\r\n`);
}

/** A reader's complaint as providers pass it on (RFC 5965). */
export function aComplaintMail(messageId: string): Buffer {
  return Buffer.from(
    [
      ...['From: feedback@provider.example', 'Date: Tue, 2 Apr 2030 09:00:00 +0500', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=feedback-report; boundary=next', ''],
      ...['--next', 'Content-Type: text/plain', '', 'This is an abuse report.', '--next', 'Content-Type: message/feedback-report', ''],
      ...['Feedback-Type: abuse', 'User-Agent: SomeProvider/1.0', 'Version: 1', 'Original-Rcpt-To: buh@romashka.example', '--next', 'Content-Type: message/rfc822', ''],
      ...[`Message-ID: ${messageId}`, 'Subject: x', '', 'text', '--next--', ''],
    ].join('\r\n'),
  );
}
