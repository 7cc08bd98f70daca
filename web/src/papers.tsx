// The papers side by side: a column for each, a row for each field. What differs between papers of one actor, and
// what a check of the engine speaks of, is marked; the text of the mark says which.
import { day, number, t, word, type Key } from './i18n';
import type { Case, Paper, Party } from './types';

interface Cell { text: string; mark?: string }
interface Row { label: string; cells: Cell[] }

const money = (v: number | undefined, currency: string | undefined) => (v === undefined ? '' : `${number(v, v % 1 ? 2 : 0)} ${currency ?? ''}`);
const sum = (p: Paper, f: 'value' | 'net_kg') => p.goods?.reduce<number | undefined>((n, g) => (g[f] === undefined ? n : (n ?? 0) + g[f]!), undefined);
const party = (p: Paper, role: string) => p.parties?.find((q) => q.role === role);

/** What the engine's checks speak of, by the kind of evidence: the row to mark. */
const spokenOf: Record<string, string[]> = {
  'freight-high': ['freight'], 'excess-freight': ['freight'], 'freight-over-value': ['freight', 'value'],
  detour: ['route'], 'document-changed': ['document'], 'vague-text': ['goods'], 'awb-check': ['document'],
};

function checksOf(c: Case, id: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const e of c.evidence) {
    if (e.bits <= 0.05 || !e.refs.includes(id)) continue;
    for (const row of spokenOf[e.kind] ?? []) out.set(row, e.text);
  }
  return out;
}

const fields: (keyof Party)[] = ['name', 'address', 'city', 'country', 'phone', 'email'];
const plain = (s: string) => s.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** A number is written with or without its country's code. */
const digits = (s: string) => s.replace(/\D/g, '').slice(-8);

function actorNumber(c: Case): Map<string, number> {
  return new Map(c.actors.flatMap((a) => a.names.map((n): [string, number] => [n, a.actor])));
}

const CUT = 8; // letters from which a text that begins like another is taken for the same, cut short

/** One actor, another spelling or address than on most of its papers. */
function differing(values: (string | undefined)[], actors: (number | undefined)[], fold = plain): (string | undefined)[] {
  const counts = new Map<string, Map<string, number>>();
  values.forEach((v, i) => {
    if (!v || actors[i] === undefined) return;
    const mine = counts.get(String(actors[i])) ?? new Map<string, number>();
    mine.set(fold(v), (mine.get(fold(v)) ?? 0) + 1);
    counts.set(String(actors[i]), mine);
  });
  return values.map((v, i) => {
    const mine = counts.get(String(actors[i]));
    if (!v || !mine || mine.size < 2) return undefined;
    const most = [...mine].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    const folded = fold(v);
    const isCut = folded.length >= CUT && (most[0].startsWith(folded) || folded.startsWith(most[0]));
    return folded === most[0] || isCut ? undefined : t('papers.differs', { n: mine.size });
  });
}

const capital = (s: string) => s.slice(0, 1).toUpperCase() + s.slice(1);

function partyRows(c: Case, role: string): Row[] {
  const parties = c.papers.map((p) => party(p, role));
  if (!parties.some(Boolean)) return [];
  const number = actorNumber(c);
  const actors = parties.map((p) => (p?.name ? number.get(p.name) : undefined));
  return fields.filter((f) => parties.some((p) => p?.[f])).map((f) => {
    const values = parties.map((p) => p?.[f] as string | undefined);
    const marks = f === 'country' || f === 'city' ? values.map(() => undefined) : differing(values, actors, f === 'phone' ? digits : plain);
    return {
      label: f === 'name' ? capital(word('role', role)) : `\u2003${t(`field.${f}` as Key)}`,
      cells: values.map((text, i) => ({ text: text ?? '', mark: marks[i] })),
    };
  });
}

function tableOf(c: Case): Row[] {
  const checks = c.papers.map((p) => checksOf(c, p.id));
  const row = (id: string, of: (p: Paper) => string): Row => ({
    label: t(`field.${id}` as Key), cells: c.papers.map((p, i) => ({ text: of(p), mark: checks[i].get(id) })),
  });
  const rows = [
    row('document', (p) => [p.document?.type ? word('document', p.document.type) : '', p.document?.number ?? ''].filter(Boolean).join(' ')),
    row('master', (p) => p.document?.master ?? ''),
    row('issued', (p) => (p.document?.issued ? day(p.document.issued) : '')),
    row('route', (p) => [p.legs?.[0]?.from, ...(p.legs ?? []).map((l) => l.to)].filter(Boolean).join(' \u2192 ')),
    row('mode', (p) => [p.mode ? word('mode', p.mode) : '', p.carrier ?? ''].filter(Boolean).join(', ')),
    ...['shipper', 'consignee', 'notify', 'forwarder', 'end-user', 'buyer', 'seller'].flatMap((r) => partyRows(c, r)),
    row('goods', (p) => (p.goods ?? []).map((g) => [g.description, g.hs ? `HS ${g.hs}` : ''].filter(Boolean).join(', ')).join('\n')),
    row('quantity', (p) => (p.goods ?? []).map((g) => (g.quantity === undefined ? '' : `${number(g.quantity)} ${g.unit ?? ''}`)).filter(Boolean).join('\n')),
    row('mass', (p) => [sum(p, 'net_kg'), p.gross_kg].map((m) => (m === undefined ? '' : `${number(m, m % 1 ? 1 : 0)} kg`)).filter(Boolean).join(' / ')),
    row('value', (p) => money(sum(p, 'value'), p.goods?.[0]?.currency)),
    row('freight', (p) => money(p.freight, p.freight_currency)),
    row('remarks', (p) => p.remarks ?? ''),
  ];
  // Papers with one id are versions of one document: what changed from the first is marked.
  for (const r of rows) {
    c.papers.forEach((p, i) => {
      const first = c.papers.findIndex((q) => q.id === p.id);
      if (first < i && r.cells[first].text !== r.cells[i].text) r.cells[i].mark = t('papers.changed', { before: r.cells[first].text || '\u2013' });
    });
  }
  return rows.filter((r) => r.cells.some((x) => x.text));
}

const ON_PAPER = 4;

/** The same table for the printer: four papers a table, so that they can be read. Hidden on the screen. */
function PrintedPapers({ c, rows, piece }: { c: Case; rows: Row[]; piece: Map<string, string> }) {
  const groups = [];
  for (let from = 0; from < c.papers.length; from += ON_PAPER) groups.push(from);
  return (
    <div class="printed">
      {groups.map((from) => (
        <table key={from}>
          <thead><tr><td />{c.papers.slice(from, from + ON_PAPER).map((p, i) => <th key={i} scope="col">{p.id}<br />{piece.get(p.id) ?? t('papers.other')}</th>)}</tr></thead>
          <tbody>{rows.filter((r) => r.cells.slice(from, from + ON_PAPER).some((x) => x.text)).map((r, i) => (
            <tr key={i}><th scope="row">{r.label}</th>{r.cells.slice(from, from + ON_PAPER).map((x, j) => (
              <td key={j} class={x.mark ? 'marked' : undefined} dir="auto">{x.text}{x.mark && <span class="mark-text">{`\u26a0 ${x.mark}`}</span>}</td>
            ))}</tr>
          ))}</tbody>
        </table>
      ))}
    </div>
  );
}

export function Papers({ c, colour }: { c: Case; colour: Map<string, number> }) {
  if (!c.papers.length) return <p class="dim">{t('papers.nothing')}</p>;
  const rows = tableOf(c);
  const marks = rows.reduce((n, r) => n + r.cells.filter((x) => x.mark).length, 0);
  const piece = new Map(c.components.flatMap((p) => p.consignments.map((id): [string, string] => [id, p.name])));
  const seen = new Map<string, number>();
  return (
    <>
      <p class="dim">{t('papers.legend', { n: marks })}</p>
      <div class="wide papers" tabIndex={0} role="region" aria-label={t('case.papers')}>
        <table>
          <thead><tr><td />{c.papers.map((p, i) => {
            const version = (seen.get(p.id) ?? 0) + 1;
            seen.set(p.id, version);
            return (
              <th key={i} scope="col" id={version === 1 ? `paper-${p.id}` : undefined} tabIndex={-1} class={colour.has(p.id) ? `k${colour.get(p.id)}` : 'kx'}>
                <span class="key" aria-hidden="true" />{p.id}{version > 1 && ` (${t('papers.version', { n: version })})`}
                <span class="dim">{piece.get(p.id) ?? t('papers.other')}</span>
              </th>
            );
          })}</tr></thead>
          <tbody>{rows.map((r, i) => (
            <tr key={i}><th scope="row">{r.label}</th>{r.cells.map((x, j) => (
              <td key={j} class={x.mark ? 'marked' : undefined} title={x.mark} dir="auto">
                {x.text}{x.mark && <span class="mark-text"><span aria-hidden="true">{'\u26a0'} </span>{x.mark}</span>}
              </td>
            ))}</tr>
          ))}</tbody>
        </table>
      </div>
      <PrintedPapers c={c} rows={rows} piece={piece} />
    </>
  );
}
