// Who sends to whom: actors in columns by what they do, a line for each way goods went, in the colour of the piece;
// and the table of the names that were taken for one actor, with why.
import { country, list, number, percent, signed, t, word } from './i18n';
import type { Actor, Case, Link, Paper } from './types';

const ROW = 58, BOX = 44, WIDTH = 640, WIDE = 190;
const shown = 8, FEW = 2;

const reason = (l: Link) => (
  <div key={l.from + l.to + l.kind} dir="auto"><b class={l.bits < 0 ? 'con' : 'pro'}>{signed(l.bits)}</b> {l.text}</div>
);

function actorOf(c: Case): Map<string, Actor> {
  const map = new Map<string, Actor>();
  for (const a of c.actors) for (const n of a.names) if (!map.has(n)) map.set(n, a);
  return map;
}
const nameOf = (p: Paper, ...roles: string[]) => {
  for (const r of roles) { const party = p.parties?.find((q) => q.role === r && q.name); if (party) return party.name; }
  return undefined;
};

interface Edge { from: Actor; to: Actor; piece: number; n: number }

function edges(c: Case, colour: Map<string, number>): Edge[] {
  const who = actorOf(c);
  const map = new Map<string, Edge>();
  for (const p of c.papers) {
    const chain = [nameOf(p, 'shipper', 'seller'), nameOf(p, 'forwarder'), nameOf(p, 'consignee', 'buyer')]
      .map((n) => (n ? who.get(n) : undefined)).filter((a): a is Actor => !!a);
    for (let i = 1; i < chain.length; i++) {
      if (chain[i - 1] === chain[i]) continue;
      const piece = colour.get(p.id) ?? -1;
      const key = `${chain[i - 1].actor}>${chain[i].actor}>${piece}`;
      const e = map.get(key) ?? { from: chain[i - 1], to: chain[i], piece, n: 0 };
      e.n++;
      map.set(key, e);
    }
  }
  return [...map.values()];
}

function columnOf(a: Actor): number {
  if (a.roles.includes('sender') || (a.roles.includes('agent') && !a.roles.includes('receiver'))) return 0;
  if (a.roles.includes('receiver')) return 2;
  return 1;
}
/** Cut to about so many small letters; a capital takes the room of 1.25. */
function short(s: string, room: number): string {
  let used = 0;
  const letters = [...s];
  const at = letters.findIndex((c) => (used += /\p{Lu}|\p{Script=Han}/u.test(c) ? 1.25 : 1) > room);
  return at < 0 ? s : `${letters.slice(0, at - 1).join('').trimEnd()}\u2026`;
}

function place(c: Case, ways: Edge[]) {
  const columns: Actor[][] = [[], [], []];
  const weight = (a: Actor) => ways.filter((e) => e.from === a || e.to === a).reduce((n, e) => n + e.n, 0);
  [...c.actors].sort((a, b) => b.watchlist.length - a.watchlist.length || weight(b) - weight(a) || a.actor - b.actor)
    .forEach((a) => columns[columnOf(a)].push(a));
  const hidden = columns.reduce((n, col) => n + Math.max(0, col.length - shown), 0);
  const most = Math.max(1, ...columns.map((col) => Math.min(shown, col.length)));
  const at = new Map<Actor, { x: number; y: number }>();
  columns.forEach((col, x) => {
    const cut = col.slice(0, shown);
    cut.forEach((a, i) => at.set(a, {
      x: x * (WIDTH - WIDE) / 2, y: 26 + (most - cut.length) * ROW / 2 + i * ROW,
    }));
  });
  return { at, height: 26 + most * ROW, hidden };
}

function Node({ a, x, y }: { a: Actor; x: number; y: number }) {
  const listed = a.watchlist.length > 0;
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{a.names.join(' / ')}</title>
      <rect class={`node${listed ? ' bad' : ''}`} width={WIDE} height={BOX} rx="6" />
      <text class="strong" x={WIDE / 2} y="18" text-anchor="middle" direction="ltr">{short(a.names[0] ?? '', 25)}</text>
      <text class={listed ? 'listed' : 'dim'} x={WIDE / 2} y="34" text-anchor="middle">
        {[listed ? t('listed') : '', a.countries.map(country).join(', '), a.names.length > 1 ? t('actors.names', { n: a.names.length }) : ''].filter(Boolean).join(' \u00b7 ')}
      </text>
    </g>
  );
}

export function ActorGraph({ c, colour }: { c: Case; colour: Map<string, number> }) {
  const ways = edges(c, colour);
  const { at, height, hidden } = place(c, ways);
  const seen = new Map<string, number>();
  const text = ways.map((e) => `${e.from.names[0]} \u2192 ${e.to.names[0]} (${e.n})`).join('; ');
  return (
    <figure>
      <svg class="actors" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={`${t('case.actors')}: ${text}`}>
        {['sender', 'forwarder', 'receiver'].map((r, i) => (
          <text key={r} class="dim" x={i * (WIDTH - WIDE) / 2 + WIDE / 2} y="12" text-anchor="middle">{word('role', r)}</text>
        ))}
        {ways.map((e, i) => {
          const a = at.get(e.from), b = at.get(e.to);
          if (!a || !b) return null;
          const key = `${e.from.actor}>${e.to.actor}`;
          const k = seen.get(key) ?? 0;
          seen.set(key, k + 1);
          const off = (k % 2 ? 1 : -1) * 4 * Math.ceil(k / 2);
          const right = a.x <= b.x;
          const x1 = right ? a.x + WIDE : a.x, x2 = a.x === b.x ? b.x + WIDE : right ? b.x : b.x + WIDE;
          const y1 = a.y + BOX / 2 + off, y2 = b.y + BOX / 2 + off;
          const mid = a.x === b.x ? x1 + 30 : (x1 + x2) / 2;
          return <path key={i} class={`edge ${e.piece < 0 ? 'kx' : `k${e.piece}`}`} stroke-width={1.4 + Math.min(4, Math.log2(e.n + 0.001) + 0.3)}
            d={`M${x1} ${y1}C${mid} ${y1} ${mid} ${y2} ${x2} ${y2}`}><title>{`${e.from.names[0]} \u2192 ${e.to.names[0]}: ${e.n}`}</title></path>;
        })}
        {[...at].map(([a, p]) => <Node key={a.actor} a={a} x={p.x} y={p.y} />)}
      </svg>
      <figcaption>{t('actors.caption')}{hidden > 0 && ` ${t('actors.hidden', { n: hidden })}`}</figcaption>
    </figure>
  );
}

export function ActorTable({ c }: { c: Case }) {
  const isMain = (a: Actor) => a.watchlist.length > 0 || a.roles.some((r) => r !== 'forwarder');
  const main = c.actors.filter(isMain), rest = c.actors.filter((a) => !isMain(a));
  return (
    <>
      <ActorRows c={c} actors={main.length ? main : rest} />
      {main.length > 0 && rest.length > 0 && (
        <details><summary>{t('actors.rest', { n: number(rest.length) })}</summary><ActorRows c={c} actors={rest} /></details>
      )}
    </>
  );
}

function ActorRows({ c, actors }: { c: Case; actors: Actor[] }) {
  return (
    <div class="wide">
      <table class="names">
        <thead><tr><th scope="col">{t('actors.name')}</th><th scope="col">{t('actors.role')}</th><th scope="col">{t('actors.country')}</th>
          <th scope="col">{t('actors.listed')}</th><th scope="col">{t('actors.why')}</th></tr></thead>
        <tbody>
          {actors.map((a) => {
            const why = c.links.filter((l) => a.names.includes(l.from) && a.names.includes(l.to));
            const hits = [...new Map(a.watchlist.map((w) => [`${w.list}/${w.entity}`, w])).values()];
            return (
              <tr key={a.actor}>
                <td>{a.names.map((n) => <div key={n}><a href={`#/names/${encodeURIComponent(n)}`}><bdi>{n}</bdi></a></div>)}</td>
                <td>{list(a.roles.map((r) => word('role', r)))}</td>
                <td>{a.countries.map(country).join(', ')}</td>
                <td>{hits.map((w) => (
                  <div key={w.entity} class="listed"><bdi>{w.name}</bdi> <span class="dim">({w.list}, {w.entity}, {w.program}; {percent(w.score)})</span></div>
                ))}</td>
                <td>{why.slice(0, FEW).map(reason)}{why.length > FEW && (
                  <details><summary>{t('actors.more', { n: number(why.length - FEW) })}</summary>{why.slice(FEW).map(reason)}</details>)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
