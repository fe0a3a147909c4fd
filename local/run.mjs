#!/usr/bin/env node
// Runs one program of this project on the pinned Node: `node local/run.mjs server.ts`. It installs nothing: production does that itself.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, runOnPinnedNode } from './hand-over.mjs';

const [entry] = process.argv.splice(2, 1);
if (!entry || !existsSync(path.join(root, entry))) {
  console.error('Which program? For example: node local/run.mjs server.ts');
  process.exit(2);
}
if (!existsSync(path.join(root, 'node_modules'))) {
  console.error('The npm packages are missing: run npm ci first.');
  process.exit(1);
}
await runOnPinnedNode(entry);
