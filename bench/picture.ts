// Size of the page of `graph -f html` for one tree and, where a browser is, when it is painted and can be used.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const largestPage = 2_000_000;
const longestWait = 1000;

/** Prints the figures; gives a sentence for each target that is missed. The page is written to `file`. */
export async function benchPicture(cli: string, tree: string, file: string): Promise<string[]> {
  const missed: string[] = [];
  spawnSync(process.execPath, [cli, 'graph', '--quiet', '--format', `html=${file}`, tree], { stdio: 'ignore' });
  const { size } = statSync(file);
  console.log(`picture of ${tree}: ${(size / 1e6).toFixed(2)} MB, target ${largestPage / 1e6} MB`);
  if (size > largestPage) missed.push(`missed: the picture of ${tree} has ${size} bytes`);
  const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    console.log('no Chromium is here: when the picture can be used is not measured');
    return missed;
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(pathToFileURL(file).href);
  // The script of the page runs to its end before the document is loaded; the paint that follows is what a person sees.
  const { loaded, painted } = await page.evaluate<{ loaded: number; painted: number }>(
    `new Promise((done) => requestAnimationFrame(() => setTimeout(() => done({ loaded: performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd, painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now() }))))`,
  );
  await browser.close();
  console.log(`  first paint after ${painted.toFixed(0)} ms, ready after ${loaded.toFixed(0)} ms, target ${longestWait} ms`);
  if (Math.max(loaded, painted) > longestWait) missed.push(`missed: the picture of ${tree} takes longer than ${longestWait} ms`);
  return missed;
}
