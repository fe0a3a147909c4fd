import { readFileSync } from 'node:fs';
import os from 'node:os';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type FoundBrowser, findBrowser } from './find-browser.ts';

const rendersPerBrowser = 500;
const rendersBetweenWeighings = 50;
const growthLimitBytes = 300 * 1024 * 1024;

/** One running browser with its one page. `fresh`: the page has shown nothing yet. `navigated`: the page tried to leave for another address. */
export type PrintingPage = { readonly browser: Browser; readonly page: Page; readonly sandboxed: boolean; renders: number; weightBytes: number; navigated: boolean; fresh: boolean };

// The network is closed four times over (reliability.md 5.5): here by flags, in `secured` by JavaScript, offline mode and interception.
const switches = [
  '--font-render-hinting=none',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-extensions',
  '--no-first-run',
  '--proxy-server=127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND',
];
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot', 'XDG_RUNTIME_DIR', 'XDG_CACHE_HOME'];

let current: PrintingPage | null = null;
let queue: Promise<unknown> = Promise.resolve();

/** Does this work with the page, one piece of work after another. A browser that has worked long or grown heavy is replaced beforehand. Throws `browser_missing`. */
export function withPage<Result>(work: (printing: PrintingPage) => Promise<Result>): Promise<Result> {
  const turn = queue.then(async () => work(await readyPage()));
  queue = turn.catch(() => undefined);
  return turn;
}

/** Throws the browser away at once, whatever it is doing; the next work starts a new one. */
export async function dropBrowser(): Promise<void> {
  const dropped = current;
  current = null;
  dropped?.browser.process()?.kill('SIGKILL');
  await dropped?.browser.close().catch(() => undefined);
}

/** Closes the browser after the work under way. A process that printed must call it before it ends. */
export async function closeBrowser(): Promise<void> {
  await queue;
  const closed = current;
  current = null;
  await closed?.browser.close();
}

async function readyPage(): Promise<PrintingPage> {
  if (current && (!current.browser.connected || (await isWornOut(current)))) await dropBrowser();
  current ??= await openPage(await findBrowser());
  return current;
}

async function openPage(found: FoundBrowser): Promise<PrintingPage> {
  const { browser, sandboxed } = await launch(found);
  const page = await browser.newPage();
  const printing: PrintingPage = { browser, page, sandboxed, renders: 0, weightBytes: 0, navigated: false, fresh: true };
  await secured(printing);
  printing.weightBytes = await weightOf(browser);
  return printing;
}

async function secured(printing: PrintingPage): Promise<void> {
  const { page } = printing;
  await page.setJavaScriptEnabled(false);
  await page.setOfflineMode(true);
  await page.setRequestInterception(true);
  page.on('request', request => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) printing.navigated = true;
    const allowed = /^(data|about):/.test(request.url());
    void (allowed ? request.continue() : request.abort()).catch(() => undefined);
  });
  page.on('framenavigated', frame => {
    if (frame === page.mainFrame() && frame.url() !== 'about:blank') printing.navigated = true;
  });
}

// Root cannot use Chromium's sandbox; nor can an ordinary user where the system forbids user namespaces, which shows only at the start.
async function launch(found: FoundBrowser): Promise<Readonly<{ browser: Browser; sandboxed: boolean }>> {
  if (process.getuid?.() === 0) return { browser: await start(found, ['--no-sandbox']), sandboxed: false };
  try {
    return { browser: await start(found, []), sandboxed: true };
  } catch (error) {
    if (!/sandbox|namespace/i.test(String(error))) throw unstartable(found, error);
    return { browser: await start(found, ['--no-sandbox']), sandboxed: false };
  }
}

async function start(found: FoundBrowser, more: readonly string[]): Promise<Browser> {
  const env = { ...browserEnvironment(process.env), ...found.environment };
  const options = { executablePath: found.executablePath, headless: found.shell ? ('shell' as const) : true, pipe: true, env, args: [...switches, ...more] };
  // Stopping is our worker's affair: the driver's own signal handlers would end the process under it.
  const starting = puppeteer.launch({ ...options, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false, timeout: 20_000 });
  return more.length === 0
    ? starting
    : starting.catch((error: unknown) => {
        throw unstartable(found, error);
      });
}

/** What the browser may know of our environment: paths and language, nothing that could be a secret. */
export function browserEnvironment(ours: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(passedOn.flatMap(name => (ours[name] === undefined ? [] : [[name, ours[name]]])));
}

function unstartable({ executablePath }: FoundBrowser, error: unknown): RuleViolation {
  return new RuleViolation('browser_missing', `${executablePath} does not start: ${error instanceof Error ? error.message : String(error)}`);
}

async function isWornOut({ browser, renders, weightBytes }: PrintingPage): Promise<boolean> {
  if (renders >= rendersPerBrowser) return true;
  if (renders === 0 || renders % rendersBetweenWeighings !== 0) return false;
  return (await weightOf(browser)) - weightBytes > growthLimitBytes;
}

// Resident memory of all processes of the browser; only Linux tells it simply, elsewhere the count of renders alone decides.
async function weightOf(browser: Browser): Promise<number> {
  if (os.platform() !== 'linux') return 0;
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((total, { id }) => total + residentBytes(id), 0);
}

function residentBytes(processId: number): number {
  try {
    return Number(readFileSync(`/proc/${processId}/statm`, 'utf8').split(' ')[1] ?? 0) * 4096;
  } catch {
    return 0;
  }
}
