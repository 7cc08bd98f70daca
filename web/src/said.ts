// What the engine says, in the reader's language. Its sentences are English and made of fixed words and figures; the
// catalogue of texts has each as a pattern: {n} stands for a figure or a name, {t} for a text that is itself translated.
// A sentence that no pattern knows is shown as it came.
import texts from '../catalogue/texts.de.json';
import { currentLanguage, number } from './i18n';

interface Pattern { match: RegExp; parts: string[]; to: string }

const plain = new Map<string, string>(); // not an object: a text may be "constructor"
const patterns: Pattern[] = [];
for (const [from, to] of Object.entries(texts)) {
  const parts = from.match(/\{\w+\}/g)?.map((p) => p.slice(1, -1)) ?? [];
  if (!parts.length) { plain.set(from, to); continue; }
  const escaped = from.split(/\{\w+\}/).map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  patterns.push({ match: new RegExp(`^${escaped.join('(.+?)')}$`, 's'), parts, to });
}

const figure = (s: string) => (/^\d+\.\d+$/.test(s) ? number(Number(s), s.split('.')[1].length) : s);

export function said(text: string): string {
  if (currentLanguage() !== 'de') return text;
  return german(text) ?? text;
}

/** undefined: no pattern knows it. */
export function german(text: string, depth = 0): string | undefined {
  const known = plain.get(text);
  if (known !== undefined) return known;
  if (depth > 3) return undefined;
  for (const p of patterns) {
    const found = p.match.exec(text);
    if (!found) continue;
    const values = p.parts.map((name, i) => (name[0] === 't' ? german(found[i + 1], depth + 1) : figure(found[i + 1])));
    if (values.some((v) => v === undefined)) continue;
    return p.to.replace(/\{(\w+)\}/g, (_, name) => values[p.parts.indexOf(name)] as string);
  }
  return undefined;
}
