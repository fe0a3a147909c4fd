import type { Pool } from 'pg';
import type { Addresses } from '../facts/links.ts';
import type { TelegramBot } from '../telegram/bot-conversation.ts';
import type { Mailer } from './deliver-letter.ts';

/** What every letter and message needs: the database, the servers that take them (without a bot nobody is told by Telegram) and the addresses their links lead to. */
export type LetterDeps = Readonly<{ pool: Pool; mailer: Mailer; bot: TelegramBot | null; addresses: Addresses }>;
