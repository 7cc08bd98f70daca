// Bundles the page: src/main.tsx and style.css into page.js and page.css beside index.html, icon.svg
// and world.json (coastlines and borders of world-atlas). Usage: node build.mjs [OUT]
import { build } from 'esbuild';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = process.argv[2] ?? join(here, 'dist');
await mkdir(out, { recursive: true });
const common = { bundle: true, minify: true, logLevel: 'warning', target: ['es2020'], charset: 'utf8' };
await build({
  ...common, entryPoints: [join(here, 'src/main.tsx')], outfile: join(out, 'page.js'), format: 'esm',
  jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'eof',
});
await build({ ...common, entryPoints: [join(here, 'style.css')], outfile: join(out, 'page.css') });
const require = createRequire(import.meta.url);
for (const [from, to] of [
  [join(here, 'index.html'), 'index.html'],
  [join(here, 'icon.svg'), 'icon.svg'],
  [require.resolve('world-atlas/countries-50m.json'), 'world.json'],
]) await copyFile(from, join(out, to));
