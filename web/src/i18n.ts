// The catalogue: every word of the page by key, English first. Texts of evidence come from the engine as they are.
import de from '../catalogue/de.json';
import en from '../catalogue/en.json';

export type Key = keyof typeof en;
const catalogues = new Map<string, Partial<Record<string, string>>>([['en', en], ['de', de]]);
export const languages = [...catalogues.keys()];

function remembered(name: string): string | null {
  try { return localStorage.getItem(name); } catch { return null; }
}
export function remember(name: string, value: string): void {
  try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing still works */ }
}
export const recall = remembered;

let language = remembered('seine.language') ?? navigator.language.slice(0, 2);
if (!catalogues.has(language)) language = 'en';

export function currentLanguage(): string { return language; }
export function setLanguage(next: string): void {
  language = catalogues.has(next) ? next : 'en';
  remember('seine.language', language);
  document.documentElement.lang = language;
}
document.documentElement.lang = language;

export function has(key: string): key is Key { return Object.hasOwn(en, key); }

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = catalogues.get(language)?.[key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A word of the data (a kit, a role, a kind of evidence) in the reader's language, or as it is. */
export function word(group: string, value: string): string {
  const key = `${group}.${value}`;
  return has(key) ? t(key) : value;
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '\u2212');
}
/** As the program writes it everywhere (src/base/evidence.c). */
export function percent(value: number): string {
  if (value > 0.99 && value < 1) return '> 99\u00a0%';
  if (value > 0 && value < 0.001) return `< ${number(0.1, 1)}\u00a0%`;
  return `${number(100 * value, value > 0 && value < 0.00995 ? 1 : 0)}\u00a0%`;
}
/** Of something that is never certain, though its probability is rounded to 1. */
export function chance(value: number): string {
  return percent(Math.min(value, 0.9999));
}
export function signed(bits: number): string {
  if (Math.abs(bits) < 0.05) return number(0, 1);
  return (bits >= 0 ? '+' : '\u2212') + number(Math.abs(bits), 1);
}
const formats: Record<string, Intl.DateTimeFormat> = {};
function dateText(iso: string, name: string, options: Intl.DateTimeFormatOptions): string {
  const at = Date.parse(iso.slice(0, 10));
  if (Number.isNaN(at)) return '\u2013';
  formats[language + name] ??= new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
  return formats[language + name].format(at);
}
export const day = (iso: string | undefined): string => dateText(iso ?? '', 'day', { day: 'numeric', month: 'short', year: 'numeric' });
export const shortDay = (iso: string): string => dateText(iso, 'short', { day: 'numeric', month: 'short' });
export const monthYear = (iso: string): string => dateText(iso, 'month', { month: 'short', year: 'numeric' });
const regions: Record<string, Intl.DisplayNames> = {};
export function country(code: string, style: 'long' | 'short' = 'long'): string {
  try {
    regions[language + style] ??= new Intl.DisplayNames([language], { type: 'region', style });
    return regions[language + style].of(code) ?? code;
  } catch { return code; }
}
/** Two countries by name and how many more. */
export function listShort(codes: string[]): string {
  const names = codes.slice(0, 2).map((c) => country(c, 'short')).join(', ');
  return codes.length > 2 ? `${names} +${codes.length - 2}` : names;
}
export function list(items: string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}
