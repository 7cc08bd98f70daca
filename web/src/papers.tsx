// The papers side by side: a column for each, a row for each field. What differs between papers of one actor, and
// what a check of the engine speaks of, is marked; the text of the mark says which.
import { useState } from 'preact/hooks';
import { day, number, t, word, type Key } from './i18n';
import { said } from './said';
import type { Case, Paper, Party } from './types';

interface Cell { text: string; mark?: string }
interface Row { label: string; cells: Cell[] }

const money = (v: number | undefined, currency: string | undefined) => (v === undefined ? '' : `${number(v, v % 1 ? 2 : 0)} ${currency ?? ''}`);
const sum = (p: Paper, f: 'value' | 'net_kg') => p.goods?.reduce<number | undefined>((n, g) => (g[f] === undefined ? n : (n ?? 0) + g[f]!), undefined);
const party = (p: Paper, role: string) => p.parties?.find((q) => q.role === role);

/** What the engine's checks speak of, by the kind of evidence: the rows to mark. */
const spokenOf = new Map<string, string[]>(Object.entries({
  'freight-high': ['freight'], 'freight-far': ['freight'], 'freight-over-value': ['freight', 'value'], 'value-under-limit': ['value'],
  'value-per-kg': ['value'], density: ['mass'], detour: ['route'], 'way-rare': ['route'], 'leg-not-flown': ['route'], slow: ['route'],
  'document-changed': ['document'], 'document-reused': ['document'], 'document-content': ['document'], 'awb-check-digit': ['document'],
  'awb-prefix': ['document'], 'house-above-master': ['mass'], 'house-sums': ['mass'], 'manifest-above-waybill': ['mass'], withdrawn: ['document'], 'date-order': ['issued'], 'issued-late': ['issued'],
  'cover-phrase': ['goods'], 'text-against-hs': ['goods'], 'hs-code': ['goods'], 'dangerous-no-un': ['goods'], 'un-number': ['goods'],
  'undeclared-danger': ['goods'], 'renamed-goods': ['goods'], 'passed-through': ['mass'], gathered: ['mass'], sample: ['goods'], 'banned-goods': ['goods'], measure: ['goods'], 'data-media': ['goods'], 'origin-rare': ['goods'], 'other-business': ['goods'],
}));

function checksOf(c: Case, id: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const e of c.evidence) {
    if ((e.bits <= 0.05 && e.kind !== 'measure') || !e.refs.includes(id)) continue;
    const rule = said(e.text.split(': ')[0]); // without its counts
    for (const row of spokenOf.get(e.kind) ?? []) out.set(row, out.has(row) ? `${out.get(row)}; ${rule}` : rule);
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

/** One actor, another spelling or address than on most of its papers: what stands on those, and on how many. */
function differing(values: (string | undefined)[], actors: (number | undefined)[], fold = plain): (string | undefined)[] {
  const counts = new Map<number, Map<string, { n: number; text: string }>>();
  values.forEach((v, i) => {
    const actor = actors[i];
    if (!v || actor === undefined) return;
    const mine = counts.get(actor) ?? new Map<string, { n: number; text: string }>();
    const old = mine.get(fold(v)) ?? { n: 0, text: v };
    old.n++;
    mine.set(fold(v), old);
    counts.set(actor, mine);
  });
  return values.map((v, i) => {
    const actor = actors[i], mine = actor === undefined ? undefined : counts.get(actor);
    if (!v || !mine || mine.size < 2) return undefined;
    const [most, usual] = [...mine].sort((x, y) => y[1].n - x[1].n || (x[0] < y[0] ? -1 : 1))[0];
    const folded = fold(v);
    const isCut = folded.length >= CUT && (most.startsWith(folded) || folded.startsWith(most));
    return folded === most || isCut ? undefined : t('papers.differs', { n: usual.n, usual: usual.text });
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

function routeOf(c: Case, p: Paper): string {
  return [p.legs?.[0]?.from, ...(p.legs ?? []).map((l) => l.to)].filter((code): code is string => !!code)
    .map((code) => (c.places[code] ? `${c.places[code].name} (${code})` : code)).join(' \u2192 ');
}

function tableOf(c: Case): Row[] {
  const checks = c.papers.map((p) => checksOf(c, p.id));
  const row = (id: string, of: (p: Paper) => string): Row => ({
    label: t(`field.${id}` as Key), cells: c.papers.map((p, i) => ({ text: of(p), mark: checks[i].get(id) })),
  });
  const rows = [
    row('document', (p) => [p.document?.type ? word('document', p.document.type) : '', p.document?.number ?? '', p.document?.withdrawn ? t('papers.withdrawn') : ''].filter(Boolean).join(' ')),
    row('master', (p) => p.document?.master ?? ''),
    row('issued', (p) => (p.document?.issued ? day(p.document.issued) : '')),
    row('route', (p) => routeOf(c, p)),
    row('passed', (p) => c.links.filter((l) => l.kind === 'relay').flatMap((l) => [
      ...(l.to === p.id ? [t('papers.camein', { id: l.from })] : []), ...(l.from === p.id ? [t('papers.wenton', { id: l.to })] : []),
    ]).join('\n')),
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

interface Shown { c: Case; rows: Row[]; at: number[]; piece: Map<string, string> }

/** The same table for the printer: four papers a table, so that they can be read. Hidden on the screen. */
function PrintedPapers({ c, rows, at, piece }: Shown) {
  const groups = [];
  for (let from = 0; from < at.length; from += ON_PAPER) groups.push(at.slice(from, from + ON_PAPER));
  return (
    <div class="printed">
      {groups.map((mine) => (
        <table key={mine[0]}>
          <thead><tr><td />{mine.map((i) => <th key={i} scope="col">{c.papers[i].id}<br />{piece.get(c.papers[i].id) ?? t('papers.other')}</th>)}</tr></thead>
          <tbody>{rows.filter((r) => mine.some((i) => r.cells[i].text)).map((r, k) => (
            <tr key={k}><th scope="row">{r.label}</th>{mine.map((i) => (
              <td key={i} class={r.cells[i].mark ? 'marked' : undefined} dir="auto">{r.cells[i].text}{r.cells[i].mark && <span class="mark-text">{`\u26a0 ${r.cells[i].mark}`}</span>}</td>
            ))}</tr>
          ))}</tbody>
        </table>
      ))}
    </div>
  );
}

function Side({ c, rows, at, piece, colour }: Shown & { colour: Map<string, number> }) {
  const version = (i: number) => c.papers.slice(0, i + 1).filter((p) => p.id === c.papers[i].id).length;
  return (
    <div class="wide papers" tabIndex={0} role="region" aria-label={t('case.papers')}>
      <table>
        <thead><tr><td />{at.map((i) => {
          const { id } = c.papers[i];
          return (
            <th key={i} scope="col" id={version(i) === 1 ? `paper-${id}` : undefined} tabIndex={-1} class={colour.has(id) ? `k${colour.get(id)}` : 'kx'}>
              {id}{version(i) > 1 && ` (${t('papers.version', { n: version(i) })})`}
              <span class="dim">{piece.get(id) ?? t('papers.other')}</span>
            </th>
          );
        })}</tr></thead>
        <tbody>{rows.map((r, k) => (
          <tr key={k}><th scope="row">{r.label}</th>{at.map((i) => {
            const x = r.cells[i];
            return (
              <td key={i} class={x.mark ? 'marked' : undefined} dir="auto">
                {x.text}{x.mark && <span class="mark-text"><span aria-hidden="true">{'\u26a0'} </span>{x.mark}</span>}
              </td>
            );
          })}</tr>
        ))}</tbody>
      </table>
    </div>
  );
}

export function Papers({ c, colour }: { c: Case; colour: Map<string, number> }) {
  const [only, setOnly] = useState(false);
  if (!c.papers.length) return <p class="dim">{t('papers.nothing')}</p>;
  const rows = tableOf(c);
  const marks = rows.reduce((n, r) => n + r.cells.filter((x) => x.mark).length, 0);
  const piece = new Map(c.components.flatMap((p) => p.consignments.map((id): [string, string] => [id, said(p.name)])));
  // Papers of parts first, in the order of the slots; then the others, by day, as they come.
  const order = c.papers.map((_, i) => i).sort((a, b) => (colour.get(c.papers[a].id) ?? 99) - (colour.get(c.papers[b].id) ?? 99) || a - b);
  const shown = only ? { at: order.filter((i) => rows.some((r) => r.cells[i].mark)), rows: rows.filter((r) => r.cells.some((x) => x.mark)) } : { at: order, rows };
  return (
    <>
      <p class="dim">{t('papers.legend', { n: number(marks), papers: number(c.papers.length) })}{' '}
        {marks > 0 && <label class="only"><input type="checkbox" checked={only} onChange={(e) => setOnly(e.currentTarget.checked)} /> {t('papers.only')}</label>}</p>
      <Side c={c} {...shown} piece={piece} colour={colour} />
      <PrintedPapers c={c} rows={rows} at={order} piece={piece} />
    </>
  );
}
