#!/usr/bin/env node
// The one command: packages, the pinned Node, then the whole stack (start.ts).
import { ensurePackages, runOnPinnedNode } from './hand-over.mjs';

ensurePackages();
await runOnPinnedNode('local/start.ts');
