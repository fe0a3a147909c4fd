import type { Language } from '../language/language.ts';

/** For whom a template is rendered: the language to speak and the IANA zone whose clock to show. */
export type Reader = Readonly<{ language: Language; zone: string }>;
