// The reason of a case in one line, put together from figures so that it reads in every language.
import { country, list, percent, t, word } from './i18n';
import type { Case, CaseRow } from './types';

export function kitName(kit: string | null): string {
  return kit ? word('kit', kit) : t('kit.none');
}
export function days(first: string, last: string): number {
  return Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / 86400000) + 1) || 1;
}
function lanes(codes: string[]): string {
  return codes.length ? list(codes.slice(0, 3).map(country)) : t('reason.unknown');
}

type Summary = Pick<CaseRow, 'kit' | 'first' | 'last' | 'found' | 'missing' | 'consignments' | 'from' | 'to'>;

export function headline(c: Summary): string {
  const values = { n: c.found, all: c.found + c.missing, days: days(c.first, c.last), papers: c.consignments };
  if (!c.kit) return t('reason.nokit', values);
  return t(c.found === 1 ? 'reason.one' : c.from.length || c.to.length ? 'reason.parts' : 'reason.partsonly', {
    ...values, from: lanes(c.from), to: lanes(c.to),
  });
}

export function summaryOf(c: Case): Summary & { listed: string[] } {
  const of = (role: string) => [...new Set(c.actors.filter((a) => a.roles.includes(role)).flatMap((a) => a.countries))];
  return {
    kit: c.kit, first: c.first, last: c.last, found: c.components.length, missing: c.missing.length,
    consignments: c.consignments.length, from: of('sender').length ? of('sender') : of('agent'), to: of('receiver'),
    listed: [...new Set(c.actors.flatMap((a) => a.watchlist.map((w) => w.name)))],
  };
}
export function chance(p: number): string { return percent(p); }
