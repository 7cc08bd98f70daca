// When something goes wrong: markup in names, a server that goes away, tokens that are wrong, end or may not.
import { writeFileSync } from 'node:fs';
import { checkAxe, drop, must, open, shows, test, text, until } from './browser.mjs';
import { addToken, revokeToken, serve } from './server.mjs';

const EVIL = '<img src=x onerror="window.hit=3"><script>window.hit=4</script>';

async function markup({ seine, source, few, cases }) {
  writeFileSync('evil.csv', `id,name,type,country,aliases,address,program\nEVIL-1,"${EVIL.replaceAll('"', '""')} Zorblatt Quuxington",company,KP,,,"${EVIL.replaceAll('"', '""')}"\n`);
  const server = await serve(seine, source, few, { lists: ['evil.csv'] });
  const page = await open(server, `#/case/${cases[0].case}`);
  const clean = async (where) => {
    must(await page.evaluate(() => window.hit === undefined && !document.querySelector('body img, body script')), `markup ran: ${where}`);
  };
  try {
    await page.waitForSelector('.papers tbody tr');
    await page.waitForSelector('.map .land');
    const shown = await page.locator('main').innerText();
    must(shown.split('<img src=x').length > 8, 'the markup is not shown as text in many places of the case');
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await clean('case');
    await page.emulateMedia({ media: 'print' });
    await page.pdf({ format: 'A4' });
    await page.emulateMedia({ media: 'screen' });
    await clean('print');
    await page.keyboard.press('h');
    await page.fill('dialog[open] input', EVIL);
    await page.keyboard.press('Enter');
    // The case may have been decided on before.
    await until(page, 'the reason among the decisions', () => document.querySelector('.decisions')?.textContent.includes('<img src=x'));
    await clean('decision');
    await page.goto(`${server.base}#/inbox/all`);
    await page.waitForSelector('.row .what');
    await clean('inbox');
    await page.goto(`${server.base}#/names/${encodeURIComponent(`${EVIL} Zorblatt Quuxington`)}`);
    await page.waitForSelector('.hit');
    must((await text(page, '.hit h2')).includes('<img src=x'), 'the entry is not shown');
    await clean('names');
    await page.goto(`${server.base}#/lists`);
    await page.waitForSelector('td code');
    await clean('lists');
    await page.goto(`${server.base}#/audit`);
    await page.waitForSelector('main table tbody tr');
    must((await page.locator('main').innerText()).includes('<img src=x'), 'the audit does not show the reason');
    await clean('audit');
    await page.goto(`${server.base}#/ingest`);
    await page.waitForSelector('.drop');
    await drop(page, `${EVIL}.ndjson`, `{"id":"EVIL-1","mode":"${EVIL.replaceAll('"', '\\"')}"}\n{"${EVIL.replaceAll('"', '\\"')}":1}\n`);
    await page.waitForSelector('.job dl, .failed');
    await until(page, 'the job ends', () => document.querySelector('.job a.button, .failed'));
    must((await page.locator('main').innerText()).includes('<img src=x'), 'the name of the file is not shown');
    await clean('ingest');
  } finally {
    await page.context().close();
    await server.stop();
  }
}

/** The server goes away while a reason is typed: nothing that was typed is lost, and it is kept in the end. */
async function lostWhileDeciding({ seine, source, few, cases }) {
  let server = await serve(seine, source, few);
  const { port } = server, id = cases[7].case;
  const page = await open(server, `#/case/${id}`);
  try {
    await shows(page, id);
    await page.keyboard.press('h');
    await page.waitForSelector('dialog[open] input:focus');
    await page.keyboard.type('typed before the server went');
    await server.stop();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] [role=alert]');
    must(await page.inputValue('dialog[open] input') === 'typed before the server went', 'the text is lost after the failure');
    await page.waitForSelector('.lost');
    await checkAxe(page, 'lost');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.keyboard.press('h');
    must(await page.inputValue('dialog[open] input') === 'typed before the server went', 'the text is lost with the dialog');
    server = await serve(seine, source, few, { port });
    await page.reload();
    await shows(page, id);
    await page.keyboard.press('h');
    must(await page.inputValue('dialog[open] input') === 'typed before the server went', 'the text is lost with the page');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.casehead .badge.hold');
    await page.keyboard.press('h');
    must(await page.inputValue('dialog[open] input') === '', 'the text stays after the decision');
    const kept = await (await fetch(`${server.base}api/v1/cases/${id}`)).json();
    must(kept.decision.reason === 'typed before the server went', `kept ${JSON.stringify(kept.decision)}`);
  } finally {
    await page.context().close();
    await server.stop();
  }
}

/** Each page that fails for want of a server comes by itself when it is back; the banner can be pressed. */
async function recovers({ seine, source, few, cases }) {
  let server = await serve(seine, source, few);
  const { port } = server;
  const page = await open(server, '#/inbox/all');
  try {
    await page.waitForSelector('.row .what');
    await server.stop();
    await page.waitForSelector('.lost');
    must(await page.locator('.row .what').count() > 0, 'the cases are gone');
    await page.evaluate((id) => { location.hash = `#/case/${id}`; }, cases[1].case);
    await page.waitForSelector('main .failed');
    server = await serve(seine, source, few, { port });
    await page.click('.lost button', { timeout: 5000 }).catch(() => undefined); // the page may have found it by itself
    await page.waitForSelector('.lost', { state: 'detached' });
    await shows(page, cases[1].case);
    must(await page.locator('main .failed').count() === 0, 'the failure stays');
  } finally {
    await page.context().close();
    await server.stop();
  }
}

async function roles({ seine, source, few, cases }) {
  const tokens = { reader: addToken(seine, 'tokens.db', 'ruth', 'reader'), analyst: addToken(seine, 'tokens.db', 'ann', 'analyst'), admin: addToken(seine, 'tokens.db', 'adam', 'admin') };
  const server = await serve(seine, source, few, { tokens: 'tokens.db' });
  const enter = async (page, token) => {
    await page.waitForSelector('dialog[open] input[type=password]');
    await page.fill('dialog[open] input[type=password]', token);
    await page.keyboard.press('Enter');
  };
  try {
    await test('a wrong token is told, a right one goes on where one was', async () => {
      const page = await open(server, `#/case/${cases[8].case}`);
      await enter(page, 'abcdefgh.ijklmnopqrstuvwxyz');
      await until(page, 'the refusal', () => document.querySelector('dialog[open] [role=alert]')?.textContent.includes('does not take'));
      await checkAxe(page, 'sign in');
      await page.keyboard.press('Escape');
      await page.click('.lost button');
      await enter(page, `${server.base}#token=${tokens.analyst}`);
      await shows(page, cases[8].case);
      must((await text(page, '.me')) === 'ann, analyst', `shows ${await text(page, '.me')}`);
      await page.context().close();
    });
    await test('a reader reads; what a reader may not do says so', async () => {
      const page = await open(server, `#token=${tokens.reader}`);
      await page.waitForSelector('.row .what');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.casehead h1');
      await page.waitForSelector('#no-deciding'); // who reads is asked for beside the case, and may come after it
      must(await page.locator('.decide button[aria-disabled=true]').count() === 5, 'the buttons can be pressed');
      must((await text(page, '#no-deciding')).includes('reader'), 'no reason is given');
      for (const key of ['o', 'h', 'r', 's', 'c']) await page.keyboard.press(key);
      await page.click('.decide .seized', { force: true });
      must(await page.locator('dialog[open]').count() === 0, 'a dialog opens');
      await until(page, 'the reason', () => document.querySelector('.said')?.textContent.includes('reader'));
      await checkAxe(page, 'reader');
      for (const where of ['ingest', 'audit']) {
        await page.goto(`${server.base}#/${where}`);
        await page.waitForSelector('.refused');
        await checkAxe(page, where);
      }
      await page.goto(`${server.base}#/lists`);
      await page.waitForSelector('#no-reload');
      const refused = await fetch(`${server.base}api/v1/cases/${cases[8].case}/decision`, { method: 'POST', headers: { Authorization: `Bearer ${tokens.reader}` }, body: '{"verdict":"hold","reason":"x"}' });
      must(refused.status === 403, `the server answers ${refused.status}`);
      await page.context().close();
    });
    await test('a token that ends while a reason is typed loses nothing', async () => {
      const id = cases[9].case;
      const page = await open(server, `#token=${tokens.analyst}`);
      await page.waitForSelector('.row .what');
      await page.goto(`${server.base}#/case/${id}`);
      await shows(page, id);
      await page.keyboard.press('r');
      await page.waitForSelector('dialog[open] input:focus');
      await page.keyboard.type('typed before the token ended');
      revokeToken(seine, 'tokens.db', 'ann');
      await page.waitForTimeout(1500); // the server looks a token up again after a second
      await page.keyboard.press('Enter');
      await enter(page, tokens.admin);
      await until(page, 'the first dialog', () => document.querySelectorAll('dialog[open]').length === 1);
      must(await page.inputValue('dialog[open] input') === 'typed before the token ended', 'the text is lost');
      await page.click('dialog[open] button.main');
      await page.waitForSelector('.casehead .badge.release');
      await page.goto(`${server.base}#/audit`);
      await page.waitForSelector('main table tbody tr');
      const rows = await page.locator('main tbody tr').allInnerTexts();
      must(rows.some((r) => r.includes('adam') && r.includes(id)), 'the audit does not say who');
      await page.context().close();
    });
  } finally {
    await server.stop();
  }
}

export async function trouble(world) {
  await test('markup in every field is text in every view', () => markup(world));
  await test('a lost server loses no text of a decision', () => lostWhileDeciding(world));
  await test('a lost server is told, and work goes on when it is back', () => recovers(world));
  await roles(world);
}
