// Who sends to whom: actors in columns by what they do, a line for each way goods went, in the colour of the piece.
import { country, number, t, word, type Key } from './i18n';
import { passers } from './reason';
import type { Actor, Case, Paper } from './types';

const ROW = 54, BOX = 44, WIDTH = 1130, WIDE = 290, HEAD = 30;
const shown = 10;
const others = ['actors.senders', 'actors.forwarders', 'actors.receivers'] as const;

function actorOf(c: Case): Map<string, Actor> {
  const map = new Map<string, Actor>();
  for (const a of c.actors) for (const n of a.names) if (!map.has(n)) map.set(n, a);
  return map;
}
const nameOf = (p: Paper, ...roles: string[]) => {
  for (const r of roles) { const party = p.parties?.find((q) => q.role === r && q.name); if (party) return party.name; }
  return undefined;
};

/** A box of the picture: an actor, or all those of a column for whom there is no room. */
interface Box { actors: Actor[]; column: number; others: Key; x: number; y: number }
interface Way { from: Actor; to: Actor; piece: number }
interface Edge { from: Box; to: Box; piece: number; n: number }

/** By forwarders; where goods were passed on, without them: there the one in the middle is who passes on. */
function waysOf(c: Case, colour: Map<string, number>, passing: Actor[]): Way[] {
  const who = actorOf(c);
  return c.papers.flatMap((p) => {
    const chain = [nameOf(p, 'shipper', 'seller'), passing.length ? undefined : nameOf(p, 'forwarder'), nameOf(p, 'consignee', 'buyer')]
      .map((n) => (n ? who.get(n) : undefined)).filter((a): a is Actor => !!a);
    return chain.slice(1).map((to, i) => ({ from: chain[i], to, piece: colour.get(p.id) ?? -1 })).filter((w) => w.from !== w.to);
  });
}

/** An agent stands where the papers have it: on the right if goods came to it more often than from it. */
function columnOf(a: Actor, passing: Actor[], ways: Way[]): number | undefined {
  if (passing.includes(a)) return 1;
  if (a.roles.includes('sender')) return 0;
  if (a.roles.includes('receiver')) return 2;
  if (a.roles.includes('agent')) return ways.filter((w) => w.to === a).length > ways.filter((w) => w.from === a).length ? 2 : 0;
  return passing.length ? undefined : 1;
}
/** Cut to about so many small letters; a capital takes the room of 1.25, a Chinese sign that of 1.9. */
function short(s: string, room: number): string {
  let used = 0;
  const letters = [...s];
  const at = letters.findIndex((c) => (used += /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(c) ? 1.9 : /\p{Lu}/u.test(c) ? 1.25 : 1) > room);
  return at < 0 ? s : `${letters.slice(0, at - 1).join('').trimEnd()}\u2026`;
}

/** Who is listed or handled pieces first; the middle column stands in the order of the left one, so that lines cross less. */
function place(c: Case, ways: Way[], passing: Actor[]): { boxes: Box[]; height: number } {
  const weight = (a: Actor) => ways.filter((w) => w.from === a || w.to === a).reduce((n, w) => n + (w.piece < 0 ? 1 : 100), 0);
  const columns: Actor[][] = [[], [], []];
  [...c.actors].sort((a, b) => b.watchlist.length - a.watchlist.length || weight(b) - weight(a) || a.actor - b.actor)
    .forEach((a) => { const column = columnOf(a, passing, ways); if (column !== undefined) columns[column].push(a); });
  const cut = columns.map((col) => (col.length > shown ? [...col.slice(0, shown - 1).map((a) => [a]), col.slice(shown - 1)] : col.map((a) => [a])));
  const rank = (group: Actor[]) => {
    const from = cut[0].map((g, i) => [i, ways.filter((w) => g.includes(w.from) && group.includes(w.to)).length]).filter(([, n]) => n > 0);
    return from.length ? from.reduce((n, [i, m]) => n + i * m, 0) / from.reduce((n, [, m]) => n + m, 0) : shown;
  };
  cut[1] = [...cut[1].filter((g) => g.length === 1).sort((a, b) => rank(a) - rank(b)), ...cut[1].filter((g) => g.length > 1)];
  const most = Math.max(1, ...cut.map((col) => col.length));
  return {
    height: HEAD + most * ROW,
    boxes: cut.flatMap((col, column) => col.map((actors, i) => ({
      actors, column, others: column === 1 && passing.length ? 'actors.passers' : others[column], x: column * (WIDTH - WIDE) / 2, y: HEAD + (most - col.length) * ROW / 2 + i * ROW,
    }))),
  };
}

function edges(ways: Way[], boxes: Box[]): Edge[] {
  const boxOf = new Map(boxes.flatMap((b) => b.actors.map((a): [Actor, Box] => [a, b])));
  const map = new Map<string, Edge>();
  for (const w of ways) {
    const from = boxOf.get(w.from), to = boxOf.get(w.to);
    if (!from || !to || from === to) continue;
    const key = `${boxes.indexOf(from)}>${boxes.indexOf(to)}>${w.piece}`;
    const e = map.get(key) ?? { from, to, piece: w.piece, n: 0 };
    e.n++;
    map.set(key, e);
  }
  return [...map.values()];
}

function Node({ box }: { box: Box }) {
  const [a] = box.actors, isOne = box.actors.length === 1;
  const listed = isOne && a.watchlist.length > 0;
  const under = isOne ? [listed ? t('listed') : '', a.countries.map((x) => country(x)).join(', '), a.names.length > 1 ? t('actors.names', { n: a.names.length }) : '']
    : [[...new Set(box.actors.flatMap((x) => x.countries))].slice(0, 4).map((x) => country(x, 'short')).join(', ')];
  return (
    <g transform={`translate(${box.x} ${box.y})`}>
      <title>{box.actors.map((x) => x.names.join(' / ')).join('\n')}</title>
      <rect class={`node${listed ? ' bad' : ''}${isOne ? '' : ' many'}`} width={WIDE} height={BOX} rx="6" />
      <text class="strong" x={WIDE / 2} y="18" text-anchor="middle" direction="ltr">{isOne ? short(a.names[0] ?? '', 38) : t(box.others, { n: number(box.actors.length) })}</text>
      <text class={listed ? 'listed' : 'dim'} x={WIDE / 2} y="34" text-anchor="middle">{under.filter(Boolean).join(' \u00b7 ')}</text>
    </g>
  );
}

function Line({ e, beside }: { e: Edge; beside: number }) {
  const off = (beside % 2 ? 1 : -1) * 4 * Math.ceil(beside / 2);
  const right = e.from.x <= e.to.x, isSame = e.from.x === e.to.x;
  const x1 = right ? e.from.x + WIDE : e.from.x, x2 = isSame ? e.to.x + WIDE : right ? e.to.x : e.to.x + WIDE;
  const y1 = e.from.y + BOX / 2 + off, y2 = e.to.y + BOX / 2 + off;
  const mid = isSame ? x1 + 40 : (x1 + x2) / 2;
  return (
    <path class={`edge ${e.piece < 0 ? 'kx' : `k${e.piece}`}`} stroke-width={1.6 + Math.min(4, Math.log2(e.n) + 0.3)} d={`M${x1} ${y1}C${mid} ${y1} ${mid} ${y2} ${x2} ${y2}`}>
      <title>{`${nameIn(e.from)} \u2192 ${nameIn(e.to)}: ${e.n}`}</title>
    </path>
  );
}
const nameIn = (b: Box): string => (b.actors.length === 1 ? b.actors[0].names[0] : t(b.others, { n: b.actors.length }));

export function ActorGraph({ c, colour }: { c: Case; colour: Map<string, number> }) {
  const passing = passers(c).map((p) => p.actor);
  const ways = waysOf(c, colour, passing);
  const { boxes, height } = place(c, ways, passing);
  const left = passing.length ? c.actors.filter((a) => columnOf(a, passing, ways) === undefined).length : 0;
  const lines = edges(ways, boxes);
  const seen = new Map<string, number>();
  const text = lines.map((e) => `${nameIn(e.from)} \u2192 ${nameIn(e.to)} (${e.n})`).join('; ');
  return (
    <figure>
      <div class="wide" tabIndex={0} role="region" aria-label={t('case.actors')}>
        <svg class="actors" viewBox={`-2 0 ${WIDTH + 4} ${height}`} role="img" aria-label={`${t('case.actors')}: ${text}`}>
          {['sender', passing.length ? 'relay' : 'forwarder', 'receiver'].map((r, i) => (
            <text key={r} class="dim" x={i * (WIDTH - WIDE) / 2 + WIDE / 2} y="14" text-anchor="middle">{word('role', r)}</text>
          ))}
          {lines.map((e, i) => {
            const key = `${boxes.indexOf(e.from)}>${boxes.indexOf(e.to)}`;
            const beside = seen.get(key) ?? 0;
            seen.set(key, beside + 1);
            return <Line key={i} e={e} beside={beside} />;
          })}
          {boxes.map((b, i) => <Node key={i} box={b} />)}
        </svg>
      </div>
      <figcaption>{t('actors.caption')}{left > 0 && ` ${t('actors.left', { n: left })}`}</figcaption>
    </figure>
  );
}
