#!/usr/bin/env node
// Says what is missing and how to get it. Plain JavaScript, so that it can also say that the packages are missing.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { packagesAreCurrent, root, runOnPinnedNode } from './hand-over.mjs';

if (!existsSync(path.join(root, 'node_modules'))) {
  console.log(`  ✗ npm packages  missing. Run npm ci (npm start does it by itself).\n\n  This is Node ${process.versions.node}; once the packages are there, doctor can look at the rest.`);
  process.exit(1);
}
process.env.Q2C_PACKAGES = packagesAreCurrent() ? 'current' : 'old';
await runOnPinnedNode('local/doctor.ts');
