import { describe, expect, it } from 'vitest';
import { renderLetter } from '../../../templates/emails/render-letter.ts';
import { languages } from '../../../templates/language/language.ts';
import { sampleViews } from './sample-views.ts';

const zone = 'Asia/Almaty';
const problems = ['bounced', 'refused', 'verify', 'not_sent', 'never_opened', 'opened_unpaid', 'complaint'] as const;
const write = (problem: (typeof problems)[number], language: (typeof languages)[number]) =>
  renderLetter('delivery_problem', { ...sampleViews.delivery_problem, problem, serverAnswer: null, cause: problem === 'not_sent' ? 'mail_down' : null, daysSince: 5 }, { language, zone });

describe('a letter about a letter that did not arrive', () => {
  it('says something of its own for each problem, in every language, and leaves no hole', () => {
    for (const language of languages) {
      const letters = problems.map(problem => write(problem, language));
      expect(new Set(letters.map(({ text }) => text)).size, language).toBe(problems.length);
      for (const { subject, text } of letters) {
        expect(subject, language).toMatch(/^[^\n{}]{10,160}$/);
        expect(text, language).toContain('buh@romashka.example');
        expect(text, language).not.toMatch(/[{}]|undefined|NaN/);
      }
    }
  });

  it('promises that reminders wait only where the address itself is wrong', () => {
    expect(problems.filter(problem => write(problem, 'en').text.includes('the reminders wait'))).toEqual(['bounced']);
    expect(problems.filter(problem => write(problem, 'en').text.includes('go there by plan'))).toEqual(['refused']);
  });

  it('claims of a lost answer neither that the letter came nor that it came back', () => {
    for (const language of languages) expect(write('verify', language).subject, language).not.toBe(write('bounced', language).subject);
    expect(write('verify', 'en').text).toContain('Nobody knows whether the letter reached the customer');
  });
});
