import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderLetter } from '../../../templates/emails/render-letter.ts';
import type { LetterKind } from '../../../templates/emails/views.ts';
import { languages } from '../../../templates/language/language.ts';
import { sampleInvoice, sampleViews, severalReminders } from './sample-views.ts';

const kinds = Object.keys(sampleViews).filter((kind): kind is LetterKind => kind in sampleViews);
const dunning = ['reminder_minus_3', 'reminder_0', 'reminder_plus_3', 'reminder_plus_7', 'reminder_plus_14'] as const;
const zone = 'Asia/Almaty';
const write = <Kind extends LetterKind>(kind: Kind, language: (typeof languages)[number]) => renderLetter(kind, sampleViews[kind], { language, zone });
const everyLetter = kinds.flatMap(kind => languages.map(language => ({ kind, language, letter: write(kind, language) })));
const plain = (text: string): string => text.replace(/[\u00A0\u202F]/g, ' ');

describe('every letter', () => {
  it('has a template for each kind and a kind for each template', () => {
    const files = globSync('*.hbs', { cwd: path.join(import.meta.dirname, '..', '..', '..', 'templates', 'emails') }).map(file => path.basename(file, '.hbs'));
    expect(files.sort()).toEqual([...kinds].sort());
  });

  it('has a subject of one line, a preheader, and no hole left in its sentences', () => {
    for (const { kind, language, letter } of everyLetter) {
      expect(letter.subject, `${kind} ${language}`).toMatch(/^[^\n{}]{10,160}$/);
      expect(letter.html, kind).toMatch(/mso-hide:all;">[^<]{5,}<\/div>/);
      expect(letter.text, `${kind} ${language}`).not.toMatch(/[{}]|undefined|\[object|NaN/);
    }
  });

  it('carries exactly one button, its address in plain sight, and the same address in the text part', () => {
    for (const { kind, letter } of everyLetter) {
      const buttons = [...letter.html.matchAll(/class="btn"[^>]*><a href="([^"]+)"/g)];
      expect(buttons.length, kind).toBe(1);
      const address = buttons[0]?.[1] ?? '';
      expect(letter.html.split(address).length - 1, kind).toBeGreaterThanOrEqual(3);
      expect(letter.text, kind).toContain(address.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'));
    }
  });

  it('has a text part that reads as a letter: words of the HTML, no markup, no entities', () => {
    for (const { kind, letter } of everyLetter) {
      expect(letter.text, kind).not.toMatch(/<\/?\w|&\w+;|&#/);
      const words = [...letter.html.matchAll(/<p style="margin:0 0 16px;">([^<&]{20,})<\/p>/g)].map(([, sentence = '']) => sentence);
      for (const sentence of words) expect(letter.text, kind).toContain(sentence);
    }
  });

  it('loads nothing from anywhere: no picture, no pixel, no script, no style sheet', () => {
    for (const { kind, letter } of everyLetter) expect(letter.html, kind).not.toMatch(/<img|<script|<link|url\(|@import/i);
  });

  it('says its language and holds dark colours of its own', () => {
    for (const { language, letter } of everyLetter) {
      expect(letter.html).toContain(`<html lang="${language}"`);
      expect(letter.html).toContain('prefers-color-scheme: dark');
    }
  });

  it('escapes what a stranger wrote into a name', () => {
    const { company, ...rest } = sampleViews.reminder_0;
    const letter = renderLetter('reminder_0', { ...rest, company, recipientName: '<img src=x onerror=alert(1)>' }, { language: 'ru', zone });
    expect(letter.html).not.toContain('<img');
    expect(letter.text).toContain('<img src=x');
  });
});

describe('a letter about money', () => {
  it('of the ladder carries the number of the invoice in its subject', () => {
    for (const kind of dunning) for (const language of languages) expect(write(kind, language).subject, kind).toContain(sampleInvoice.number);
  });

  it('about several invoices lists each with its date and rest, sums them up, and lets all be paid with one transfer', () => {
    const text = plain(renderLetter('reminder_plus_7', severalReminders.reminder_plus_7, { language: 'ru', zone }).text);
    expect(text).toContain('Осталось оплатить по 2 счетам: 3 736 746 ₸\nСамый ранний срок был 13 ноября, прошло 7 дней');
    expect(text).toContain(`Счёт 2026-000118: 2 486 746 ₸\nСрок был 13 ноября, прошло 7 дней\nПолучено 1 500 000 ₸ из 3 986 746 ₸, спасибо\n${sampleInvoice.pageUrl}`);
    expect(text).toContain('Счёт 2026-000131: 1 250 000 ₸\nСрок 20 ноября\n');
    expect(text).toContain('Всего: 3 736 746 ₸');
    expect(text).toContain('Назначение: Оплата по счетам 2026-000118, 2026-000131, коды 7W4KD9RN, K3MX52QA');
    expect(text).toContain(`Открыть счёт 2026-000118 и оплатить:\n${sampleInvoice.pageUrl}`);
  });

  it('about several invoices says under each what of it is not asked for', () => {
    const view = severalReminders.reminder_plus_7;
    const part = (amountMinor: number) => ({ amountMinor, currency: 'KZT' });
    const rows = view.several?.rows.map((row, index) => (index === 0 ? { ...row, disputed: part(16_000_000) } : { ...row, promised: part(5_000_000) })) ?? [];
    const text = plain(renderLetter('reminder_plus_7', { ...view, several: view.several && { ...view.several, rows } }, { language: 'ru', zone }).text);
    expect(text).toContain(`Получено 1 500 000 ₸ из 3 986 746 ₸, спасибо\nСпорные 160 000 ₸ сюда не входят\n${sampleInvoice.pageUrl}`);
    expect(text).toContain('Срок 20 ноября\nОбещанные 50 000 ₸ сюда не входят\nhttps');
  });

  it('names an invoice of another system by its number alone, for there is no code', () => {
    const one = { ...sampleViews.reminder_0, invoice: { ...sampleInvoice, paymentReference: '' } },
      { several } = severalReminders.reminder_0,
      both = { ...one, several: several && { ...several, codes: '' } };
    const purposes = [one, both].map(view => languages.map(language => /(?:Назначение|Мақсаты|Purpose): (.*)/.exec(plain(renderLetter('reminder_0', view, { language, zone }).text))?.[1]));
    expect(purposes).toEqual([
      ['Оплата по счёту 2026-000118', '2026-000118 шоты бойынша төлем', 'Payment of invoice 2026-000118'],
      ['Оплата по счетам 2026-000118, 2026-000131', '2026-000118, 2026-000131 шоттары бойынша төлем', 'Payment of invoices 2026-000118, 2026-000131'],
    ]);
  });

  it.each([
    [
      'ru',
      {
        reminder_minus_3: [/Напоминаем заранее: 13 ноября/, /Будем рады, если успеете/],
        reminder_0: [/Сегодня срок оплаты/, /Если вы уже оплатили, не обращайте внимания/],
        reminder_plus_3: [/просрочено 3 дня/, /оплатите остаток или ответьте на это письмо/],
        reminder_plus_7: [/просрочено 7 дней/, /приостановлены отгрузки/, /график платежей/],
        reminder_plus_14: [/передан руководству/, /до 4 декабря, мы передадим дело юристам/],
        manual_collection: [/письма по счёту прекращены/, /решаете вы/],
      },
    ],
    [
      'kk',
      {
        reminder_minus_3: [/Алдын ала еске саламыз/, /қуанышты боламыз/],
        reminder_0: [/Бүгін — 2026-000118 шотының төлем мерзімі/, /бұл хатқа мән бермеңіз/],
        reminder_plus_3: [/3 күн кешікті/, /осы хатқа жауап беріп/],
        reminder_plus_7: [/7 күн кешікті/, /төлем кестесін келісеміз/],
        reminder_plus_14: [/басшылығына берілді/, /4 желтоқсанға дейін түспесе, істі заңгерлерге береміз/],
        manual_collection: [/хаттар тоқтатылды/, /сіз шешесіз/],
      },
    ],
    [
      'en',
      {
        reminder_minus_3: [/A friendly note: invoice 2026-000118 is due on 13 November/, /glad if you manage/],
        reminder_0: [/is due today/, /please ignore this letter/],
        reminder_plus_3: [/3 days overdue/, /Please pay the rest, or reply to this letter/],
        reminder_plus_7: [/7 days overdue/, /shipments .* suspended/i, /payment schedule/],
        reminder_plus_14: [/passed to the management/, /by 4 December, we will hand the case to our lawyers/],
        manual_collection: [/letters on this invoice have stopped/, /you decide/],
      },
    ],
  ] as const)('DN2: says at each rung what Q2C.md 6 has it say, in %s', (language, said) => {
    for (const kind of [...dunning, 'manual_collection'] as const) {
      const { subject, text } = write(kind, language);
      for (const words of said[kind]) expect(plain(`${subject}\n${text}`), kind).toMatch(words);
    }
  });

  it('thanks for what has come already', () => {
    expect(plain(write('reminder_plus_7', 'ru').text)).toContain('18 ноября мы получили от вас 1 500 000 ₸ из 3 986 746 ₸, спасибо.');
  });

  it('at +7 says that shipments are suspended and offers a schedule', () => {
    const { subject, text } = write('reminder_plus_7', 'ru');
    expect(plain(subject)).toBe('Отгрузки приостановлены: счёт 2026-000118, 2 486 746 ₸, просрочено 7 дней');
    expect(plain(text)).toContain('С 20 ноября приостановлены отгрузки по заказу, к которому относится счёт 2026-000118 (договор 17/2026).');
    expect(text).toContain('график платежей');
    expect(text).toContain(`Назвать дату оплаты: ${sampleInvoice.pageUrl}#promise`);
    expect(plain(write('reminder_plus_7', 'kk').text)).toContain('20 қарашадан бастап');
  });

  it('INV-10: at +7 and +14 says nothing of shipments where they are not suspended as it leaves', () => {
    const stops = { ru: /отгруз/i, kk: /жөнелт/i, en: /shipment/i } as const;
    for (const language of languages) {
      for (const kind of ['reminder_plus_7', 'reminder_plus_14'] as const) {
        const released = renderLetter(kind, { ...sampleViews[kind], holds: [] }, { language, zone });
        for (const words of [released.subject, released.text, released.html]) expect(words, `${kind} ${language}`).not.toMatch(stops[language]);
        expect(write(kind, language).text, `${kind} ${language}`).toMatch(stops[language]);
      }
    }
    const { subject, text } = renderLetter('reminder_plus_7', { ...sampleViews.reminder_plus_7, holds: [] }, { language: 'ru', zone });
    expect(plain(subject)).toBe('Счёт 2026-000118 не оплачен: 2 486 746 ₸, просрочено 7 дней');
    expect(text).toContain('график платежей');
  });

  it('at +14 names the day of +21, in Kazakh with its ending', () => {
    expect(plain(write('reminder_plus_14', 'ru').text)).toContain('Если остаток по счёту 2026-000118 не поступит до 4 декабря, мы передадим дело юристам.');
    expect(plain(write('reminder_plus_14', 'kk').text)).toContain('4 желтоқсанға дейін түспесе');
    expect(plain(write('reminder_plus_14', 'en').text)).toContain('by 4 December');
  });

  it('calls a rung of any ladder by its days', () => {
    const { text } = renderLetter('owner_overdue', { ...sampleViews.owner_overdue, rung: '+10', next: { rung: '+14_end', at: '2026-11-27T05:00:00Z' } }, { language: 'ru', zone });
    expect(plain(text)).toMatch(/«10 дней»[\s\S]*«14 дней»/);
  });

  it('tells how fresh the bank data behind it was, where there is any', () => {
    expect(plain(write('reminder_plus_7', 'ru').text)).toContain('Выписка банка полна на 20 ноября 2026 г., 09:30');
    expect(write('invoice', 'ru').text).not.toContain('Выписка');
  });

  it('sends the invoice with number, sum and due date in the subject', () => {
    expect(plain(write('invoice', 'ru').subject)).toBe('Счёт 2026-000118 на 3 986 746 ₸, оплатить до 13 ноября');
    expect(plain(write('invoice', 'kk').subject)).toBe('2026-000118 шоты: 3 986 746 ₸, 13 қарашаға дейін төлеу керек');
  });
});

describe('a letter to an approver', () => {
  it('carries the question in the subject and the deadline on the clock of the reader', () => {
    const { subject, text } = write('approval_request', 'ru');
    expect(plain(subject)).toBe('Согласуйте скидку 18 % и отсрочку в 45 дней — ТОО «Караганда Жылу Сервис», 4,2 млн ₸, до пн 15:20');
    expect(plain(text)).toContain('Ответ нужен до понедельника, 23 ноября, 15:20. Осталось 5 ч 20 мин рабочего времени.');
  });

  it('says why him, what changed, and gives the margin', () => {
    const text = plain(write('approval_request', 'ru').text);
    for (const said of ['Вы замещаете Ирину Ким до 28 ноября.', 'Скидка на насосы: 12 % → 18 %', 'убрано, было 32 000 ₸', 'добавлено, 145 000 ₸', 'Маржа: 14,2 %']) expect(text).toContain(said);
  });

  it('never lets anybody decide from the letter itself', () => {
    for (const kind of ['approval_request', 'approval_reminder', 'approval_escalated'] as const) {
      const addresses = new Set([...write(kind, 'ru').html.matchAll(/href="(http[^"]+)"/g)].map(([, address]) => address));
      expect([...addresses]).toEqual([sampleViews[kind].taskUrl]);
    }
  });

  it('asks for the deal itself where nothing is special', () => {
    const letter = renderLetter('approval_request', { ...sampleViews.approval_request, discountPercent: null, creditDays: null, marginPercent: null, why: [], changes: [] }, { language: 'en', zone });
    expect(plain(letter.subject)).toBe('Approve the deal “Насосная группа для котельной № 4” — ТОО «Караганда Жылу Сервис», 4.2M ₸, by Mon 15:20');
  });
});

describe('the letter with the code of a decision', () => {
  it('holds the code in its body only, once, for what decision it is, and no link that decides', () => {
    for (const language of languages) {
      const { subject, html, text } = write('step_up_code', language);
      const preheader = /mso-hide:all;">([^<]*)<\/div>/.exec(html)?.[1] ?? '';
      expect([subject.includes('482913'), preheader.includes('482913')], language).toEqual([false, false]);
      expect([html.split('482913').length - 1, text.split('482913').length - 1], language).toEqual([1, 1]);
      expect(html, language).not.toMatch(/\/t\//);
    }
    expect(plain(write('step_up_code', 'ru').text)).toContain('Действует 10 мин, до 20:03.');
    expect(write('step_up_code', 'ru').text).toContain('Решение: согласовать');
    expect(write('step_up_code', 'kk').text).toContain('20:03-ке дейін');
  });
});
