import { describe, expect, it } from 'vitest';
import { renderLetter } from '../../../templates/emails/render-letter.ts';
import { formatMoneyShort } from '../../../templates/format/money.ts';
import { languages } from '../../../templates/language/language.ts';
import { messageKinds, renderMessage } from '../../../templates/telegram/render-message.ts';
import { sampleViews } from '../letters/sample-views.ts';

const zone = 'Asia/Almaty';
const everyMessage = messageKinds.flatMap(kind =>
  languages.map(language => ({ kind, language, message: renderMessage(kind, sampleViews[kind], { language, zone }), letter: renderLetter(kind, sampleViews[kind], { language, zone }) })),
);
const plain = (text: string): string => text.replace(/[\u00A0\u202F]/g, ' ');
const request = sampleViews.approval_request;

describe('every message by Telegram', () => {
  it('begins with the subject of the letter and says nothing that the letter does not say', () => {
    for (const { kind, language, message, letter } of everyMessage) {
      expect(message.subject, `${kind} ${language}`).toBe(letter.subject);
      expect(message.html.startsWith(`<b>${message.subject}</b>\n\n`), kind).toBe(true);
      const said = `${letter.subject}\n${letter.text}`;
      for (const line of message.text.split('\n').filter(each => !each.includes(formatMoneyShort(request.deal.total, language)))) {
        if (!line.startsWith(`${request.deal.customerName}: `)) expect(said, `${kind} ${language}`).toContain(line);
      }
    }
  });

  it('names the customer and the sum, and has no hole in its sentences', () => {
    for (const { kind, language, message } of everyMessage) {
      expect(message.text, kind).toContain('ТОО «Караганда Жылу Сервис»');
      expect(message.text, kind).toContain(formatMoneyShort(request.deal.total, language));
      expect(message.text, `${kind} ${language}`).not.toMatch(/[{}]|undefined|\[object|NaN|\n\n\n/);
    }
  });

  it('has one button and no other link: to the task where something is asked, to the deal where not', () => {
    for (const { kind, message } of everyMessage) {
      expect(message.button.url, kind).toBe(kind === 'approval_request' || kind === 'approval_reminder' || kind === 'approval_escalated' ? request.taskUrl : request.deal.pageUrl);
      expect(message.html, kind).not.toMatch(/https?:/);
      expect(message.text.endsWith(`\n\n${message.button.label}:\n${message.button.url}\n`), kind).toBe(true);
    }
    expect(languages.map(language => renderMessage('approval_request', request, { language, zone }).button.label)).toEqual(['Открыть и решить', 'Ашып, шешу', 'Open and decide']);
  });
});

describe('a question by Telegram', () => {
  it('says why this person, how much time is left, and until when', () => {
    const text = plain(renderMessage('approval_request', request, { language: 'ru', zone }).text);
    expect(text).toContain('Почему вы\nСкидка больше 15 %: решает финансовый директор.');
    expect(text).toContain('Ответ нужен до понедельника, 23 ноября, 15:20. Осталось 5 ч 20 мин рабочего времени.');
    expect(text.match(/Согласуйте скидку/g)).toHaveLength(1);
  });

  it('repeats the question in a reminder, whose first line tells of the time', () => {
    const text = plain(renderMessage('approval_reminder', sampleViews.approval_reminder, { language: 'ru', zone }).text);
    expect(text).toMatch(/^Осталось 5 ч 20 мин: .+\n\nСогласуйте скидку 18 % и отсрочку в 45 дней\n/);
  });

  it('escapes what a stranger wrote into a name, and keeps it whole in the copy', () => {
    const view = { ...request, deal: { ...request.deal, customerName: '</b><a href="http://x">& Ко' } };
    const { html, text } = renderMessage('approval_request', view, { language: 'ru', zone });
    expect(html.match(/<[^>]*>/g)).toEqual(['<b>', '</b>']);
    expect(html).toContain('&lt;/b&gt;&lt;a href="http://x"&gt;&amp; Ко');
    expect(text).toContain('</b><a href="http://x">& Ко');
  });

  it('stays within what Telegram takes, however long a reason is, and never ends in half a letter', () => {
    const reason = '😀'.repeat(4000);
    const { html } = renderMessage('approval_withdrawn', { ...sampleViews.approval_withdrawn, reason }, { language: 'en', zone });
    expect(html.replace(/<\/?b>/g, '').length).toBeLessThan(4096);
    expect(html.isWellFormed()).toBe(true);
    expect(html).toContain('…');
  });
});
