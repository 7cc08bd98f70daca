// What a printed case has beyond the screen: on each sheet its id, version and page; on the first what it was made with.
import { useEffect } from 'preact/hooks';
import { api } from './api';
import { day, number, t } from './i18n';
import { useLoad } from './load';
import type { Case, ListStatus, Me } from './types';

const quoted = (s: string) => `"${s.replace(/["\\]/g, '\\$&').replace(/\s+/g, ' ')}"`;

function listsText(lists: ListStatus[]): string {
  return lists.map((l) => `${l.key} (${l.date ? day(l.date) : t('lists.undated')}, ${l.version})`).join('; ');
}

/** Folded parts are open on paper. */
function useOpenDetails(): void {
  useEffect(() => {
    let closed: HTMLDetailsElement[] = [];
    const before = () => { closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')]; closed.forEach((d) => { d.open = true; }); };
    const after = () => { closed.forEach((d) => { d.open = false; }); };
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => { removeEventListener('beforeprint', before); removeEventListener('afterprint', after); };
  }, []);
}

/** The margins of each sheet. Their text cannot be set from markup, so a style sheet is made of it. */
function useMargins(left: string, foot: string): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@page { margin: 18mm 14mm; font: 8pt sans-serif;
      @top-left { content: ${quoted(left)}; font: 600 8pt sans-serif; }
      @top-right { content: ${quoted(t('print.page'))} " " counter(page) " / " counter(pages); font: 8pt sans-serif; }
      @bottom-left { content: ${quoted(foot)}; font: 7pt sans-serif; color: #444; } }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== sheet); };
  }, [left, foot]);
}

export function Printed({ c, me }: { c: Case; me: Me | undefined }) {
  const lists = useLoad(() => api.lists(), []);
  const made = listsText(lists.value?.lists ?? []) || t('print.nolists');
  const now = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const dates = c.papers.map((p) => p.document?.issued ?? p.legs?.[0]?.departed ?? '').filter(Boolean).map((d) => d.slice(0, 10)).sort();
  const until = dates[dates.length - 1] ?? c.last;
  const version = `Seine ${me?.seine ?? ''}`.trim();
  useOpenDetails();
  useMargins(t('print.head', { id: c.case, version, day: day(until) }), t('print.foot', { lists: made.slice(0, 110), at: now, by: me?.name || '\u2013' }));
  return (
    <table class="filing">
      <tbody>
        <tr><th scope="row">{t('print.case')}</th><td>{c.case}, {t('print.rank', { rank: number(c.rank) })}</td></tr>
        <tr><th scope="row">{t('print.data')}</th><td>{t('print.papers', { n: number(c.papers.length), from: day(dates[0] ?? c.first), to: day(until) })}</td></tr>
        <tr><th scope="row">{t('print.version')}</th><td>{version}</td></tr>
        <tr><th scope="row">{t('print.lists')}</th><td>{made}</td></tr>
        <tr><th scope="row">{t('print.at')}</th><td>{now} UTC, <bdi>{me?.name || '\u2013'}</bdi></td></tr>
      </tbody>
    </table>
  );
}
