import { cancellationSignal } from '@temporalio/activity';
import type { Pool } from 'pg';
import type { DocumentPorts } from '../workflows/ports.ts';
import { renderDocument } from './documents/render-document.ts';
import type { Addresses } from './facts/links.ts';
import { withHeartbeat } from './with-heartbeat.ts';

/** Browser work: its own queue and few slots, so that a browser cannot starve decisions. */
export function createDocumentActivities(deps: { pool: Pool; addresses: Addresses }): DocumentPorts {
  return { renderDocument: input => withHeartbeat(() => renderDocument({ ...deps, signal: cancellationSignal() }, input)) };
}
