import { describe, expect, it } from 'vitest';
import { renderLetter } from '../../../templates/emails/render-letter.ts';
import { formatMoney, formatMoneyShort } from '../../../templates/format/money.ts';
import { languages } from '../../../templates/language/language.ts';
import { type MessageKind, messageKinds, renderMessage } from '../../../templates/telegram/render-message.ts';
import { sampleViews } from '../letters/sample-views.ts';

const zone = 'Asia/Almaty';
const everyMessage = messageKinds.flatMap(kind =>
  languages.map(language => ({ kind, language, message: renderMessage(kind, sampleViews[kind], { language, zone }), letter: renderLetter(kind, sampleViews[kind], { language, zone }) })),
);
const plain = (text: string): string => text.replace(/[\u00A0\u202F]/g, ' ');
const request = sampleViews.approval_request;
const questions: readonly MessageKind[] = ['approval_request', 'approval_reminder', 'approval_escalated'];

/** Of which deal a message speaks, of which sum, and where its page is. */
function matterOf(kind: MessageKind) {
  const view = sampleViews[kind];
  if ('deal' in view) return { customer: view.deal.customerName, sum: view.deal.total, title: view.deal.title, url: view.deal.pageUrl };
  if ('debt' in view) return { customer: view.debt.customerName, sum: 'promised' in view ? view.promised : view.debt.remaining, title: view.debt.dealTitle, url: view.debt.dealUrl };
  return { customer: view.customerName, sum: 'amount' in view ? view.amount : view.remaining, title: view.dealTitle, url: view.dealUrl };
}

describe('every message by Telegram', () => {
  it('begins with the subject of the letter and says nothing that the letter does not say', () => {
    for (const { kind, language, message, letter } of everyMessage) {
      expect(message.subject, `${kind} ${language}`).toBe(letter.subject);
      expect(message.html.startsWith(`<b>${message.subject}`), kind).toBe(true);
      const said = `${letter.subject}\n${letter.text}`;
      for (const line of message.text.split('\n').slice(1)) expect(said, `${kind} ${language}`).toContain(line);
    }
  });

  it('says in its first line what happened, with customer and sum as in the letter, and news with the deal as well; it has no hole in its sentences', () => {
    for (const { kind, language, message } of everyMessage) {
      const [first = ''] = message.text.split('\n');
      const { customer, sum, title } = matterOf(kind);
      expect(message.html.startsWith(`<b>${first}</b>\n\n`), kind).toBe(true);
      expect(first, kind).toContain(customer);
      expect(
        [formatMoney(sum, language), formatMoneyShort(sum, language)].some(words => first.includes(words)),
        `${kind} ${language}: ${first}`,
      ).toBe(true);
      expect(questions.includes(kind) ? message.text : first, kind).toContain(title);
      expect(first.split(title), kind).toHaveLength(questions.includes(kind) ? 1 : 2);
      expect(message.text, `${kind} ${language}`).not.toMatch(/[{}]|undefined|\[object|NaN|\n\n\n/);
    }
  });

  it('has one button and no other link: to the task where something is asked, to the deal where not', () => {
    for (const { kind, message } of everyMessage) {
      expect(message.button.url, kind).toBe(questions.includes(kind) ? request.taskUrl : matterOf(kind).url);
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

describe('news by Telegram', () => {
  const russian = <Kind extends MessageKind>(kind: Kind) => plain(renderMessage(kind, sampleViews[kind], { language: 'ru', zone }).text);

  it('of money says how much came, from whom, and what is left', () => {
    expect(russian('payment_received')).toMatch(
      /^Пришло 1 500 000 ₸ от ТОО «Ромашка», счёт 2026-000118: осталось 2 486 746 ₸\. Сделка «Насосы и арматура для котельной»\n\nПришло по счёту 2026-000118: 1 500 000 ₸\nОсталось 2 486 746 ₸\n/,
    );
  });

  it('of a debt says since when, what the customer gets, and whom to call', () => {
    const text = russian('owner_overdue');
    expect(text).toMatch(
      /^ТОО «Ромашка»: счёт 2026-000118, 2,5 млн ₸, просрочено 3 дня\. Сделка «Насосы и арматура для котельной»\n\nНе оплачено по счёту 2026-000118: 2 486 746 ₸\nСрок был 13 ноября/,
    );
    expect(text).toContain('Звонок обычно помогает быстрее.');
    expect(text).toContain('\n+7 700 000-00-81\n');
  });

  it('of a debt that goes to a person leaves its whole file to the page of the deal', () => {
    const text = russian('manual_collection');
    expect(text).toContain('Дальше решаете вы');
    for (const title of ['Что заплачено', 'Что обещали', 'Документы']) {
      expect(text).not.toContain(title);
      expect(plain(renderLetter('manual_collection', sampleViews.manual_collection, { language: 'ru', zone }).text)).toContain(title);
    }
  });

  it('names a deal once where its subject names it already', () => {
    expect(russian('deal_rejected')).toMatch(/^Просят изменить: «Насосная группа для котельной № 4», ТОО «Караганда Жылу Сервис», 4,2 млн ₸\n\n/);
  });
});
