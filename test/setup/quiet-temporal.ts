import { DefaultLogger, Runtime } from '@temporalio/worker';

// Workers come and go with every file, and tests make activities fail on purpose: only what nobody expects is worth a line.
Runtime.install({ logger: new DefaultLogger('ERROR') });
