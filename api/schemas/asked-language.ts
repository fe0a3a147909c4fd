import type { FastifyRequest } from 'fastify';
import type { Language } from '../../db/schema/index.ts';
import { isLanguage } from '../../templates/language/language.ts';

/** The language of the words in an answer: `?lang`, else the first of Accept-Language that we speak, else Russian. */
export function askedLanguage(request: FastifyRequest, lang?: Language): Language {
  if (lang !== undefined) return lang;
  const wished = (request.headers['accept-language'] ?? '')
    .split(',')
    .map(part => {
      const [tag = '', q = 'q=1'] = part.trim().split(';');
      return { language: tag.slice(0, 2).toLowerCase(), weight: Number(q.trim().slice(2)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wished.map(({ language }) => language).find(isLanguage) ?? 'ru';
}
