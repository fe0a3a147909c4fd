#!/usr/bin/env node
// Longer property runs, races and load, with parts of their own: what is too long for npm test. Arguments go to vitest: npm run soak -- races
import { ensurePackages, runOnPinnedNode } from '../local/hand-over.mjs';

ensurePackages();
process.env.SOAK = 'yes';
process.argv.splice(2, 0, 'run');
await runOnPinnedNode('node_modules/vitest/vitest.mjs');
