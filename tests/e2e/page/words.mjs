// Texts from outside as keys: what every object of JavaScript has by itself is no word of a catalogue and no place.
// Usage: node words.mjs WEB, a copy of web/ with its packages; prints "ok ..." and "not ok ..." lines.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

const web = resolve(process.argv[2]);
const { build } = createRequire(join(web, 'package.json'))('esbuild');
const kept = { 'seine.language': 'constructor' };
globalThis.localStorage = { getItem: (k) => kept[k] ?? null, setItem: (k, v) => { kept[k] = v; } };
globalThis.sessionStorage = { getItem: () => null, setItem: () => undefined };
globalThis.document = { documentElement: {} };
const out = join(web, 'words-test.mjs');
await build({
  stdin: { contents: "export * from './src/said'; export * from './src/i18n'; export * from './src/api';", resolveDir: web, loader: 'ts' },
  bundle: true, format: 'esm', outfile: out, logLevel: 'error',
});
const page = await import(pathToFileURL(out));
const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__'];

function test(what, fn) {
  try { fn(); console.log(`ok ${what}`); } catch (e) { console.log(`not ok ${what}\n# ${String(e).split('\n')[0]}`); }
}
function must(ok, what) { if (!ok) throw new Error(what); }

test('a language that is none is English', () => must(page.currentLanguage() === 'en' && page.number(1.5, 1) === '1.5', page.currentLanguage()));
page.setLanguage('de');
for (const name of NAMES) {
  test(`"${name}" is no sentence of the engine`, () => {
    must(page.german(name) === undefined, typeof page.german(name));
    must(page.said(name) === name, String(page.said(name)));
    must(page.word('kit', name) === name && !page.has(name), 'it is a word of the catalogue');
  });
}
globalThis.fetch = async () => new Response('{"case":"SC-1","places":{"DXB":{"name":"Dubai"},"__proto__":{"name":"Proto"}}}');
const c = await page.api.case('SC-1');
test('a place that a case does not have is none', () => {
  must(c.places.DXB.name === 'Dubai' && c.places.__proto__?.name === 'Proto', 'those that it has are lost');
  for (const name of NAMES.slice(0, 4)) must(c.places[name] === undefined, name);
});
