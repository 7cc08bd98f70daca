// How the inbox of 10,000 cases scrolls: node page_scroll.mjs SEINE SOURCE DB, from a folder with playwright-core (bench/page.sh).
// The wheel is turned without pause; every frame's time is taken, and every task of the page that takes 50 ms or more.
// "still" is the same page with nothing to do: what this machine and browser take for a frame anyway.
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

const [seine, source, db] = process.argv.slice(2);
const SECONDS = 6;
const server = await serve(seine, source, db);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
await page.goto(`${server.base}#/inbox/all`);
await page.waitForSelector('.row .what');
const devtools = await page.context().newCDPSession(page);

const watch = () => page.evaluate((ms) => new Promise((done) => {
  const frames = [], long = [], box = document.querySelector('.scroll'), from = box.scrollTop;
  let rows = 0, empty = 0, last = performance.now();
  const start = last;
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration)));
  observer.observe({ entryTypes: ['longtask'] });
  const frame = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    rows = Math.max(rows, document.querySelectorAll('.row').length);
    empty += document.querySelector('.row.empty') ? 1 : 0;
    if (now - start < ms) requestAnimationFrame(frame);
    else { observer.disconnect(); done({ frames: frames.slice(1), long, rows, empty, way: box.scrollTop - from }); }
  };
  requestAnimationFrame(frame);
}), SECONDS * 1000);

async function run(name, step, slower) {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.evaluate(() => { document.querySelector('.scroll').scrollTop = 0; });
  await page.mouse.move(640, 500);
  await page.waitForTimeout(500);
  const watching = watch();
  const end = Date.now() + SECONDS * 1000;
  while (step && Date.now() < end) { await page.mouse.wheel(0, step); await page.waitForTimeout(8); }
  const seen = await watching;
  const sorted = seen.frames.sort((a, b) => a - b);
  const at = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))].toFixed(1).padStart(7);
  const late = sorted.filter((f) => f > 33.4).length;
  console.log(`${name.padEnd(34)}${String(sorted.length).padStart(7)}${at(0.5)}${at(0.95)}${at(0.99)}${at(1)}${String(late).padStart(7)}${String(seen.long.length).padStart(7)}`
    + `${String(Math.round(seen.way / 68)).padStart(8)}${String(seen.rows).padStart(7)}${String(seen.empty).padStart(7)}`);
}

console.log(`${'10,000 cases'.padEnd(34)} frames    p50    p95    p99    max  >33ms   long    rows in DOM  empty`);
await run('still', 0, 1);
await run('wheel, 120 px a turn', 120, 1);
await run('wheel, 900 px a turn', 900, 1);
await run('wheel, 120 px, processor 4x slower', 120, 4);
await browser.close();
await server.stop();
