// Every page, every decision, a dropped file, a wrong one, a lost server, markup in names, 10,000 cases, axe.
//   node page.mjs SEINE SOURCE FEW_DB MANY_DB     prints "ok ..." and "not ok ..." lines
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

const [seine, source, few, many] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const faults = [];

async function open(server, hash = '', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.on('pageerror', (e) => faults.push(`page error: ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error' && !/Failed to load resource|ERR_CONNECTION/.test(m.text())) faults.push(`console: ${m.text()}`); });
  page.on('request', (r) => { if (!r.url().startsWith(server.base) && !r.url().startsWith('data:')) faults.push(`asks elsewhere: ${r.url()}`); });
  await page.goto(server.base + hash);
  return page;
}
async function test(name, run) {
  try {
    await run();
    console.log(`ok page: ${name}`);
  } catch (e) {
    console.log(`not ok page: ${name}`);
    console.log(`# ${String(e.message ?? e).split('\n').slice(0, 6).join('\n# ')}`);
  }
}
/** Asks again until it holds; the page's policy forbids the driver's own waiting. */
async function until(page, what, holds, argument) {
  for (let i = 0; i < 200; i++) {
    if (await page.evaluate(holds, argument)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`does not come: ${what}`);
}
const shows = (page, id) => until(page, `case ${id}`, (x) => document.querySelector('.casehead .id')?.textContent.includes(x), id);
function must(condition, what) { if (!condition) throw new Error(what); }
const text = (page, selector) => page.locator(selector).first().innerText();

async function checkAxe(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  must(found.violations.length === 0, found.violations.map((v) => `${where}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ''}`).join(' | ')}`).join('\n'));
}

let server = await serve(seine, source, few);
const worlds = await (await fetch(`${server.base}api/v1/cases?limit=100`)).json();
const firstId = worlds.cases[0].case;

await test('the inbox ranks cases, each with its reason', async () => {
  const page = await open(server);
  await page.waitForSelector('.row .what');
  const rows = await page.locator('.row').count();
  must(rows >= 5, `${rows} rows`);
  must(/\d+ consignments/.test(await text(page, '.row .line')), 'no reason in the first row');
  must((await text(page, '.filters')).includes(String(worlds.counts.all)), 'no count of cases');
  await page.context().close();
});

await test('keys go through the inbox and a case', async () => {
  const page = await open(server);
  await page.waitForSelector('.row .what');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.casehead h1');
  must(page.url().includes(worlds.cases[1].case), `opened ${page.url()}`);
  await page.keyboard.press('j');
  await shows(page, worlds.cases[2].case);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.row.chosen');
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open] .keys');
  await page.keyboard.press('Escape');
  for (const [key, hash] of [['l', 'lists'], ['u', 'ingest'], ['a', 'audit'], ['/', 'names']]) {
    await page.keyboard.press(key);
    await until(page, hash, (h) => location.hash.startsWith(`#/${h}`), hash);
  }
  await page.context().close();
});

await test('a case shows kit, timeline, map, actors, names, evidence, papers', async () => {
  const page = await open(server, `#/case/${firstId}`);
  await page.waitForSelector('.casehead h1');
  for (const what of ['.slot .ring', '.timeline .mark', '.map .leg', '.actors .node', '.evidence tbody tr', '.papers tbody tr', '.reasons li', '.limits li'])
    must(await page.locator(what).count() > 0, `no ${what}`);
  await page.waitForSelector('.map .land');
  must(await page.locator('.slot.missing').count() > 0, 'no missing slot');
  const full = await (await fetch(`${server.base}api/v1/cases/${firstId}`)).json();
  must(Math.abs(full.evidence.reduce((n, e) => n + e.bits, 0) - full.score) < 0.01, 'bits do not add up to the score');
  await page.locator('.slot .chip').first().click();
  must(await page.evaluate(() => document.activeElement?.id.startsWith('paper-')), 'a chip does not lead to its paper');
  await page.context().close();
});

await test('every decision by one key and a reason', async () => {
  const page = await open(server, '#/inbox');
  await page.waitForSelector('.row .what');
  await page.keyboard.press('Enter');
  let n = 0;
  for (const [key, verdict] of [['o', 'To open'], ['h', 'On hold'], ['r', 'Released'], ['s', 'Seized'], ['c', 'Cleared']]) {
    const id = worlds.cases[n++].case;
    await shows(page, id);
    await page.keyboard.press(key);
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type(`reason ${key}`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.casehead .badge:not(.none)');
    must((await text(page, '.casehead .badge')) === verdict, `${verdict}: shows ${await text(page, '.casehead .badge')}`);
    const kept = await (await fetch(`${server.base}api/v1/cases/${id}`)).json();
    must(kept.decision.reason === `reason ${key}` && kept.decision.by === 'tester', `${verdict}: kept ${JSON.stringify(kept.decision)}`);
    await page.keyboard.press('j');
  }
  await page.goto(`${server.base}#/inbox/seized`);
  await page.waitForSelector('.badge.seized');
  must(await page.locator('.row').count() === 1, 'the filter shows more than the seized case');
  await page.context().close();
});

await test('a decision needs a reason', async () => {
  const page = await open(server, `#/case/${worlds.cases[6].case}`);
  await page.waitForSelector('.casehead h1');
  await page.keyboard.press('h');
  await page.waitForSelector('dialog[open] input:focus');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open] [role=alert]');
  await page.keyboard.press('Escape');
  must((await text(page, '.casehead .badge')) === 'Undecided', 'it was decided');
  await page.context().close();
});

await test('markup in names is text', async () => {
  const page = await open(server, `#/case/${firstId}`);
  await page.waitForSelector('.papers tbody tr');
  await page.waitForTimeout(300);
  must((await page.locator('main').innerText()).includes('<img src=x'), 'the name is not shown');
  must(await page.evaluate(() => window.hit === undefined && !document.querySelector('main img, main script')), 'markup ran');
  await page.goto(`${server.base}#/names/${encodeURIComponent('<img src=x onerror="window.hit=3">')}`);
  await page.waitForSelector('.names [role=status]');
  must(await page.evaluate(() => window.hit === undefined && !document.querySelector('main img')), 'markup ran in the search');
  await page.goto(`${server.base}#/inbox`);
  await page.waitForSelector('.row .what');
  must(await page.evaluate(() => window.hit === undefined && !document.querySelector('main img')), 'markup ran in the inbox');
  await page.context().close();
});

await test('a name is explained word by word', async () => {
  const page = await open(server, '#/names');
  await page.fill('input[type=search]', 'Namchongang Tradng');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.hit .tokens li');
  must((await text(page, '.hit')).includes('NAMCHONGANG'), 'the entry is not shown');
  must(await page.locator('.tokens li').count() === 2, 'not two words');
  await page.fill('input[type=search]', 'Quiet Bakery of Nowhere');
  await page.keyboard.press('Enter');
  await until(page, 'no entry', () => document.querySelector('main [role=status]')?.textContent.startsWith('No entry'));
  await page.context().close();
});

await test('the lists are told', async () => {
  const page = await open(server, '#/lists');
  await page.waitForSelector('td code');
  must((await page.locator('td code').allInnerTexts()).includes('dprk'), 'no dprk');
  await page.context().close();
});

await test('the audit tells who saw and decided what, and that its chain holds', async () => {
  const page = await open(server, '#/audit');
  await page.waitForSelector('main table tbody tr');
  must(await page.locator('main .good').count() === 1, 'the chain is not told whole');
  const rows = await page.locator('main tbody tr').allInnerTexts();
  must(rows.some((r) => r.includes('SC-')), `no case among ${rows.slice(0, 5)}`);
  await page.context().close();
});

const drop = (page, name, content) => page.evaluate(([n, c]) => {
  const data = new DataTransfer();
  data.items.add(new File([c], n));
  document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
}, [name, content]);

await test('a dropped file is read and scanned', async () => {
  const page = await open(server, '#/ingest');
  await page.waitForSelector('.drop');
  await drop(page, 'more.ndjson', '{"id":"DROPPED-1","mode":"air","parties":[{"role":"shipper","name":"A Shipper","country":"DE"},{"role":"consignee","name":"A Consignee","country":"FR"}],"goods":[{"line":1,"description":"lamps","hs":"940540"}]}\n{"nothing":1}\n');
  await page.waitForSelector('.job a.button', { timeout: 60000 });
  const said = await text(page, '.job');
  must(/1\s*new/.test(said.replace(/\n/g, ' ')) || /new\s*1/.test(said.replace(/\n/g, ' ')), `not one new record: ${said}`);
  must(await page.locator('.job tbody tr').count() === 1, 'the rejected record is not told');
  await page.context().close();
});

await test('a wrong file is refused with words', async () => {
  const page = await open(server, '#/ingest');
  await page.waitForSelector('.drop');
  await drop(page, 'picture.png', '\u0089PNG\r\n\u001a\n not consignments');
  await page.waitForSelector('.failed', { timeout: 60000 });
  must((await text(page, '.failed')).length > 10, 'no words');
  await drop(page, 'empty.csv', '');
  await until(page, 'empty', () => document.querySelector('.failed')?.textContent.includes('empty'));
  await page.context().close();
});

await test('a lost server is told, and work goes on when it is back', async () => {
  const page = await open(server, '#/inbox');
  await page.waitForSelector('.row .what');
  const { port } = server;
  await server.stop();
  await page.waitForSelector('.lost', { timeout: 20000 });
  must(await page.locator('.row .what').count() > 0, 'the cases are gone');
  server = await serve(seine, source, few, { port });
  await page.waitForSelector('.lost', { state: 'detached', timeout: 20000 });
  await page.context().close();
});

await test('two languages, three themes', async () => {
  const page = await open(server, '#/inbox', { locale: 'de-DE' });
  await page.waitForSelector('.row .what');
  must((await text(page, 'h1')) === 'Eingang', 'not German');
  await page.selectOption('.tools select', 'en');
  await until(page, 'English', () => document.querySelector('h1')?.textContent === 'Inbox' && document.activeElement?.id === 'content');
  must(await page.evaluate(() => document.documentElement.lang) === 'en', 'lang is not en');
  const seen = new Set();
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('t');
    await page.waitForTimeout(100);
    seen.add(await page.evaluate(() => document.documentElement.dataset.theme));
  }
  must(seen.size === 3, `themes ${[...seen]}`);
  await page.context().close();
});

await test('a case prints', async () => {
  const page = await open(server, `#/case/${firstId}`);
  await page.waitForSelector('.papers tbody tr');
  await page.emulateMedia({ media: 'print' });
  must(!(await page.locator('.casebar').isVisible()) && !(await page.locator('.top').isVisible()), 'buttons are printed');
  must(await page.locator('.printed table').first().isVisible(), 'papers are not printed');
  const pdf = await page.pdf({ format: 'A4' });
  must(pdf.length > 20000, `PDF of ${pdf.length} bytes`);
  await page.context().close();
});

for (const colorScheme of ['light', 'dark']) {
  await test(`axe finds nothing (${colorScheme})`, async () => {
    const page = await open(server, '#/inbox', { colorScheme });
    await page.waitForSelector('.row .what');
    await checkAxe(page, 'inbox');
    for (const [hash, ready] of [[`case/${worlds.cases[1].case}`, '.papers tbody tr'], ['names/Namchongang%20Tradng', '.hit'], ['lists', 'td code'], ['ingest', '.drop'], ['audit', '.nothing, table']]) {
      await page.goto(`${server.base}#/${hash}`);
      await page.waitForSelector(ready);
      await checkAxe(page, hash);
    }
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await checkAxe(page, 'keys');
    await page.keyboard.press('Escape');
    await page.goto(`${server.base}#/case/${worlds.cases[1].case}`);
    await page.waitForSelector('.casehead h1');
    await page.keyboard.press('h');
    await page.waitForSelector('dialog[open] input:focus');
    await checkAxe(page, 'decide');
    await page.context().close();
  });
}

await test('the token is asked for, taken from the address, and not left there', async () => {
  const locked = await serve(seine, source, few, { token: true });
  try {
    must((await fetch(`${locked.base}api/v1/cases`)).status === 401, 'answers without a token');
    const page = await open(locked);
    await page.waitForSelector('dialog[open] input[type=password]');
    await page.context().close();
    const context = await browser.newContext();
    const known = await context.newPage();
    await known.goto(locked.address);
    await known.waitForSelector('.row .what');
    must(!known.url().includes('token'), `the token stays in ${known.url()}`);
    await context.close();
  } finally {
    await locked.stop();
  }
});

await test('requests from elsewhere are refused', async () => {
  const evil = await fetch(`${server.base}api/v1/cases/${firstId}/decision`, { method: 'POST', headers: { Origin: 'http://evil.example' }, body: '{}' });
  must(evil.status === 403, `another origin gets ${evil.status}`);
  must((await fetch(`${server.base}..%2f..%2fetc%2fpasswd`)).status === 400, 'a path outside');
});

must(await server.stop() === 0, 'the server does not end well');

await test('10,000 cases scroll with few rows in the document', async () => {
  const big = await serve(seine, source, many);
  try {
    const page = await open(big);
    await page.waitForSelector('.row .what');
    must((await text(page, '.filters')).includes('10,000'), 'not 10,000 cases');
    const worst = await page.evaluate(async () => {
      const box = document.querySelector('.scroll');
      let slowest = 0, rows = 0, last = performance.now();
      for (let i = 0; i < 240; i++) {
        box.scrollTop += 400;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        slowest = Math.max(slowest, now - last);
        last = now;
        rows = Math.max(rows, document.querySelectorAll('.row').length);
      }
      return { slowest, rows };
    });
    console.log(`# slowest of 240 frames while scrolling: ${worst.slowest.toFixed(1)} ms, at most ${worst.rows} rows in the document`);
    must(worst.rows < 60, `${worst.rows} rows in the document`);
    await page.keyboard.press('End');
    await page.waitForSelector('#row-9999 .what');
    await page.context().close();
  } finally {
    await big.stop();
  }
});

await test('nothing was loaded from elsewhere and no policy was broken', async () => { must(faults.length === 0, faults.slice(0, 5).join('\n')); });
await browser.close();
