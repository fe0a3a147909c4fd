import { Client, Connection } from '@temporalio/client';

/**
 * A process engine that does not answer: nobody listens on the discard port of loopback. Its connection is never closed: there is no socket to free, and a call that is
 * just being tried again would find its channel shut and bring the process down.
 */
export const engineAway = (namespace = 'none'): Client => new Client({ connection: Connection.lazy({ address: '127.0.0.1:9', connectTimeout: 300 }), namespace });
