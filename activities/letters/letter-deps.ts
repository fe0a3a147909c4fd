import type { Pool } from 'pg';
import type { Addresses } from '../facts/links.ts';
import type { Mailer } from './deliver-letter.ts';

/** What every letter needs: the database, the mail server and the addresses its links lead to. */
export type LetterDeps = Readonly<{ pool: Pool; mailer: Mailer; addresses: Addresses }>;
