import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ownFolder = path.resolve(import.meta.dirname, '../../fixtures/statements');

/** Third-party samples lie beside the checkout and never in it. */
export const thirdPartyFolder = path.resolve(import.meta.dirname, '../../../../shared/fixtures/statements');
export const hasThirdPartySamples = existsSync(thirdPartyFolder);

export function ownSample(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(ownFolder, name)));
}

export function thirdPartySample(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(thirdPartyFolder, name)));
}

/** Every own sample with its expected file. */
export function ownSamples(): readonly { name: string; expected: Record<string, unknown> }[] {
  return readdirSync(ownFolder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.expected.json'))
    .sort()
    .map(name => {
      const folder = path.join(ownFolder, path.dirname(name)),
        stem = path.basename(name, '.expected.json');
      const sample = readdirSync(folder).find(file => file !== path.basename(name) && path.parse(file).name === stem);
      if (sample === undefined) throw new Error(`${name} has no sample beside it`);
      return { name: path.join(path.dirname(name), sample), expected: JSON.parse(readFileSync(path.join(ownFolder, name), 'utf8')) as Record<string, unknown> };
    });
}
