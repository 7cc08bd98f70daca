// The pictures of docs/page.md: node shots.mjs SEINE SOURCE DB OUT
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

const [seine, source, db, out] = process.argv.slice(2);
const server = await serve(seine, source, db);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const id = (await (await fetch(`${server.base}api/v1/cases?limit=1`)).json()).cases[0].case;
const shots = [
  ['inbox', 'inbox', '.row .what', {}],
  ['case', `case/${id}`, '.map .land', {}],
  ['case-dark', `case/${id}`, '.map .land', { colorScheme: 'dark', locale: 'de' }, '#s-time'],
  ['routes-actors', `case/${id}`, '.map .land', {}, '.pair'],
  ['evidence', `case/${id}`, '.map .land', {}, '#s-evidence'],
  ['papers', `case/${id}`, '.map .land', {}, '#s-papers'],
  ['names', `names/${encodeURIComponent('Namchongang Tradng')}`, '.hit', {}],
  ['lists', 'lists', 'td code', {}],
  ['ingest', 'ingest', '.drop', {}],
  ['audit', 'audit', '.nothing, table', {}],
];
for (const [name, hash, ready, options, at] of shots) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.goto(`${server.base}#/${hash}`);
  await page.waitForSelector(ready, { state: 'attached' });
  if (at) await page.evaluate((s) => { const e = document.querySelector(s); scrollTo(0, e.getBoundingClientRect().top + scrollY - 70); }, at);
  await page.waitForTimeout(400);
  if (name === 'case') {
    await page.screenshot({ path: `${out}/page-${name}.png` });
    await page.keyboard.press('h');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type('Waiting for the next consignment');
    await page.screenshot({ path: `${out}/page-decide.png` });
  } else {
    await page.screenshot({ path: `${out}/page-${name}.png` });
  }
  await context.close();
}
await browser.close();
await server.stop();
