import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { takeReport } from '../../db/delivery/take-report.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { readReportMail } from '../../domain/delivery/read-report-mail.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';

export type Drop = Readonly<{ pool: Pool; folder: string }>;

const atOnce = 50;
const longestBytes = 20 * 1024 * 1024;
/** A file younger than this may still be growing under the hands of whoever drops it. */
const settledMs = 2_000;

/**
 * Takes in the delivery reports that lie in the drop folder, oldest name first: each `.eml` is read, what it says is recorded in one
 * transaction, and only then it is moved to `done`; what is no report goes to `unreadable`. A worker killed in between finds the file
 * again and the report known, so nothing is done twice; two workers may share a folder. Answers how many files it moved.
 */
export async function takeDropped({ pool, folder }: Drop, nowMs: number): Promise<number> {
  for (const place of ['done', 'unreadable']) await mkdir(path.join(folder, place), { recursive: true });
  const names = (await readdir(folder)).filter(name => /\.eml$/i.test(name)).sort();
  let moved = 0;
  for (const name of names.slice(0, atOnce)) if (await takeOne({ pool, folder }, name, nowMs)) moved += 1;
  return moved;
}

async function takeOne({ pool, folder }: Drop, name: string, nowMs: number): Promise<boolean> {
  const file = path.join(folder, name);
  const about = await orGone(stat(file));
  if (!about?.isFile() || nowMs - about.mtimeMs < settledMs) return false;
  const bytes = about.size > longestBytes ? null : await orGone(readFile(file));
  const sha256 = createHash('sha256')
    .update(bytes ?? name)
    .digest('hex');
  const readable = bytes !== null && (await isTaken(pool, { bytes, sha256, receivedAt: about.mtime.toISOString() }));
  // Two mails of one name are two files there as well.
  await orGone(rename(file, path.join(folder, readable ? 'done' : 'unreadable', `${sha256.slice(0, 12)}-${name}`)));
  return true;
}

/** False where the mail is no report; the database being away is no judgement of the mail, and leaves it where it is. */
async function isTaken(pool: Pool, { bytes, sha256, receivedAt }: { bytes: Uint8Array; sha256: string; receivedAt: string }): Promise<boolean> {
  try {
    const reports = await readReportMail(bytes, receivedAt);
    await unitOfWork(pool, async db => {
      for (const [index, { envelopeId, ...report }] of reports.entries())
        await takeReport(db, { ...report, letterId: envelopeId, source: 'drop', actor: { type: 'system', id: 'mail-drop' }, key: `${sha256}:${index}`, receivedAt });
    });
    return true;
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'report_unreadable') return false;
    throw error;
  }
}

/** What another worker has moved away at this moment is not there any more, and that is no failure. */
async function orGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
