#!/usr/bin/env node
// All tests by one command: packages, the pinned Node, then every suite with parts of its own. Arguments go to vitest: npm test -- test/db
import { ensurePackages, runOnPinnedNode } from '../local/hand-over.mjs';

ensurePackages();
process.argv.splice(2, 0, 'run');
await runOnPinnedNode('node_modules/vitest/vitest.mjs');
