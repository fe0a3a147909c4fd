import { accessSync, constants } from 'node:fs';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { bundledBrowser } from './bundled-browser.ts';

/** A browser that can print: where it is, how it came to be here, and what its environment needs besides ours. `shell`: a build without the new headless mode. */
export type FoundBrowser = Readonly<{ executablePath: string; source: 'CHROMIUM_PATH' | 'system' | 'packaged'; shell: boolean; environment: Readonly<Record<string, string>> }>;

const systemPlaces: Readonly<Record<string, readonly string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge', '/snap/bin/chromium'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
};

/**
 * Finds the browser for PDFs: `CHROMIUM_PATH`, else one of the system, else the one that came with the packages (unpacked at the first use, 4 s and 200 MB).
 * A `CHROMIUM_PATH` that leads nowhere is an error, not a reason to look further. Throws `browser_missing` with the reason in words.
 */
export async function findBrowser(named: string | undefined = process.env['CHROMIUM_PATH']): Promise<FoundBrowser> {
  if (named) {
    if (!canRun(named)) throw missing(`CHROMIUM_PATH names ${named}, and there is no program that may be run.`);
    return { executablePath: named, source: 'CHROMIUM_PATH', shell: false, environment: {} };
  }
  const system = systemPlaces[process.platform]?.find(canRun);
  if (system !== undefined) return { executablePath: system, source: 'system', shell: false, environment: {} };
  const packaged = await bundledBrowser().catch((error: unknown) => {
    throw missing(`The packaged browser could not be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (packaged === null) throw missing('There is no Chrome or Chromium here: install one, or name it in CHROMIUM_PATH.');
  return { ...packaged, source: 'packaged', shell: true };
}

function missing(reason: string): RuleViolation {
  return new RuleViolation('browser_missing', reason);
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
