// The pictures of docs/page.md: node shots.mjs SEINE SOURCE DB OUT, from a folder with playwright-core.
import { execFileSync } from 'node:child_process';
import { browser, drop } from './browser.mjs';
import { serve } from './server.mjs';

const [seine, source, db, out] = process.argv.slice(2);
const server = await serve(seine, source, db);
const all = (await (await fetch(`${server.base}api/v1/cases?limit=30`)).json()).cases;
const full = await Promise.all(all.map(async (c) => (await fetch(`${server.base}api/v1/cases/${c.case}`)).json()));
const best = (full.find((c) => c.kit) ?? full[0]).case;
const waits = (full.find((c) => c.kit && c.probability > 0.2 && c.expected.some((m) => m.comes > 0.1)) ?? full[0]).case;

const shots = [
  ['inbox', 'inbox', '.row .what', {}],
  ['case', `case/${best}`, '.map .land', {}],
  ['timeline', `case/${waits}`, '.map .land', { colorScheme: 'dark', locale: 'de' }, '#s-timeline'],
  ['routes', `case/${best}`, '.map .land', {}, '#s-map'],
  ['actors', `case/${best}`, '.map .land', { colorScheme: 'dark' }, '#s-actors'],
  ['evidence', `case/${best}`, '.map .land', {}, '#s-evidence'],
  ['papers', `case/${best}`, '.map .land', {}, '#s-papers'],
  ['watch', 'watch', '.rules tbody tr', {}],
  ['names', `names/${encodeURIComponent('Namchongang Tradng Corp Ltd')}`, '.hit', {}],
  ['lists', 'lists', 'td code', {}],
  ['audit', 'audit', '.nothing, table', {}],
];

async function open(hash, ready, options) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.goto(`${server.base}#/${hash}`);
  await page.waitForSelector(ready, { state: 'attached' });
  return page;
}
const take = (page, name) => page.screenshot({ path: `${out}/page-${name}.png` });

for (const [name, hash, ready, options, at] of shots) {
  const page = await open(hash, ready, options);
  if (at) await page.evaluate((s) => { document.querySelector(s).scrollIntoView({ block: 'start' }); }, at);
  await page.waitForTimeout(400);
  await take(page, name);
  await page.context().close();
}

const deciding = await open(`case/${best}`, '.map .land', {});
await deciding.keyboard.press('h');
await deciding.waitForSelector('dialog[open] input:focus');
await deciding.keyboard.type('Waiting for the next consignment');
await take(deciding, 'decide');
await deciding.keyboard.press('Escape');
await deciding.pdf({ path: `${out}/case.pdf`, format: 'A4' });
execFileSync('pdftoppm', ['-png', '-r', '60', '-f', '1', '-l', '1', '-singlefile', `${out}/case.pdf`, `${out}/page-print`]);
await deciding.context().close();

const planning = await open('plan', 'form.plan', {});
await planning.fill('form.plan input[type=date]', full.map((c) => c.last).sort()[Math.floor(full.length / 2)]);
await planning.fill('form.plan input >> nth=2', '3');
await planning.click('form.plan button');
await planning.waitForSelector('main table');
await take(planning, 'plan');
await planning.context().close();

const taking = await open('ingest', '.drop', {});
await drop(taking, 'shipments-today.ndjson', '{"id":"TODAY-1","mode":"air","parties":[{"role":"shipper","name":"A Shipper","country":"DE"},{"role":"consignee","name":"A Consignee","country":"FR"}],"goods":[{"line":1,"description":"lamps","hs":"940540"}]}\n{"mode":"air"}\n');
await taking.waitForSelector('.job a.button', { timeout: 120000 });
await take(taking, 'ingest');
await browser.close();
await server.stop();
