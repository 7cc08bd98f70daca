// What the page's tests share: the browser, results as "ok ..." and "not ok ..." lines, and what must never happen.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });

const PATIENCE_MS = 90000; // a machine that does much else is slow

/** Errors of the page, broken policies, requests to elsewhere: none may be. */
export const faults = [];

export async function open(server, hash = '', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (e) => faults.push(`page error: ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error' && !/Failed to load resource|ERR_CONNECTION/.test(m.text())) faults.push(`console: ${m.text()}`); });
  page.on('request', (r) => { if (!r.url().startsWith(server.base) && !r.url().startsWith('data:')) faults.push(`asks elsewhere: ${r.url()}`); });
  await page.goto(server.base + hash);
  return page;
}

export async function test(name, run) {
  try {
    await run();
    console.log(`ok page: ${name}`);
  } catch (e) {
    console.log(`not ok page: ${name}`);
    console.log(`# ${String(e.message ?? e).split('\n').slice(0, 6).join('\n# ')}`);
  }
}

/** Asks again until it holds; the page's policy forbids the driver's own waiting. */
export async function until(page, what, holds, argument) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    if (await page.evaluate(holds, argument)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`does not come: ${what}`);
}
export const shows = (page, id) => until(page, `case ${id}`, (x) => document.querySelector('.casehead .id')?.textContent.includes(x), id);
export const text = (page, selector) => page.locator(selector).first().innerText();
export function must(condition, what) { if (!condition) throw new Error(what); }

export async function checkAxe(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  must(found.violations.length === 0, found.violations.map((v) => `${where}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ''}`).join(' | ')}`).join('\n'));
}

/** As a file that somebody drops on the page. */
export const drop = (page, name, content) => page.evaluate(([n, c]) => {
  const data = new DataTransfer();
  data.items.add(new File([c], n));
  document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
}, [name, content]);
