// When what moved: a row for each kind of piece, a mark for each consignment, gaps named; below, a row for each part that
// may still come, with the days between which it is expected.
import { day, monthYear, percent, shortDay, t } from './i18n';
import { byOutlook, isExpected } from './kit';
import { said } from './said';
import type { Case, Expected, Paper } from './types';

const DAY = 86400000, W = 1130, LEFT = 262, RIGHT = 30, ROW = 32, TOP = 30, FOOT = 28;
const GAP = 14, AHEAD_ROWS = 5, LABEL = 38;

/** The label in at most two lines, the second cut. */
function lines(s: string): string[] {
  if (s.length <= LABEL) return [s];
  const at = s.lastIndexOf(' ', LABEL);
  const cut = at > 8 ? at : LABEL;
  const rest = s.slice(cut).trim();
  return [s.slice(0, cut), rest.length > LABEL ? `${rest.slice(0, LABEL - 1)}\u2026` : rest];
}

interface Dates { issued: number; from: number; to: number }
const parse = (s?: string): number => Date.parse((s ?? '').slice(0, 10));

function dates(p: Paper): Dates | null {
  const legs = p.legs ?? [];
  const all = [parse(p.document?.issued), ...legs.flatMap((l) => [parse(l.departed), parse(l.arrived)])].filter((d) => !Number.isNaN(d));
  if (!all.length) return null;
  const issued = parse(p.document?.issued);
  return { issued: Number.isNaN(issued) ? all[0] : issued, from: Math.min(...all), to: Math.max(...all) };
}

function ticks(from: number, to: number): number[] {
  const span = (to - from) / DAY;
  const out: number[] = [];
  const at = new Date(from);
  if (span > 120) {
    at.setUTCDate(1);
    const step = span > 720 ? 6 : span > 360 ? 3 : span > 240 ? 2 : 1;
    for (at.setUTCMonth(at.getUTCMonth() + 1); +at <= to; at.setUTCMonth(at.getUTCMonth() + step)) out.push(+at);
  } else {
    const step = span > 60 ? 14 : span > 20 ? 7 : 2;
    for (let d = from; d <= to; d += step * DAY) out.push(d);
  }
  return out;
}

const PAST = 120 * DAY, BEYOND = 45 * DAY;

/** The right end of the picture: windows may reach on for years, which would leave no room for what was seen. */
function endOf(last: number, coming: Expected[]): number {
  const enough = Math.max(last + PAST, ...coming.map((m) => parse(m.likely_day) + BEYOND));
  return Math.max(last, Math.min(enough, Math.max(last, ...coming.map((m) => parse(m.to_day))))) + 3 * DAY;
}

interface Row { name: string; ids: string[]; colour: string }

function rowsOf(c: Case): Row[] {
  const rows = c.components.map((p, i) => ({ name: said(p.name), ids: p.consignments, colour: `k${i % 12}` }));
  const pieces = new Set(rows.flatMap((r) => r.ids));
  const others = c.consignments.map((x) => x.id).filter((id) => !pieces.has(id));
  if (others.length) rows.push({ name: t(rows.length ? 'timeline.others' : 'timeline.all'), ids: others, colour: 'kx' });
  return rows;
}

function gapsOf(c: Case, when: Map<string, Dates | null>): { from: number; to: number }[] {
  const issued = [...new Set(c.components.flatMap((p) => p.consignments))].map((id) => when.get(id)?.issued)
    .filter((d): d is number => d !== undefined).sort((a, b) => a - b);
  return issued.slice(1).map((d, i) => ({ from: issued[i], to: d })).filter((g) => g.to - g.from > GAP * DAY);
}

type X = (at: number) => number;

function Label({ name, y }: { name: string; y: number }) {
  const two = lines(name);
  return (
    <text x={LEFT - 12} y={y + 4 - 6.5 * (two.length - 1)} text-anchor="end"><title>{name}</title>
      {two.map((line, i) => <tspan key={i} x={LEFT - 12} dy={i ? 13 : 0}>{line}</tspan>)}
    </text>
  );
}

function Gaps({ gaps, x, height }: { gaps: { from: number; to: number }[]; x: X; height: number }) {
  return (
    <>
      {gaps.map((g) => {
        const room = x(g.to) - x(g.from), days = Math.round((g.to - g.from) / DAY);
        return (
          <g key={g.from}>
            <rect class="gap" x={x(g.from) + 7} width={Math.max(0, room - 14)} y={TOP} height={height}><title>{t('timeline.gap', { days })}</title></rect>
            {room > 40 && <text class="dim" x={(x(g.from) + x(g.to)) / 2} y={TOP - 6} text-anchor="middle">{t(room > 170 ? 'timeline.gap' : 'timeline.days', { days })}</text>}
          </g>
        );
      })}
    </>
  );
}

function Moves({ row, y, x, when, show }: { row: Row; y: number; x: X; when: Map<string, Dates | null>; show: (id: string) => void }) {
  return (
    <g class={row.colour}>
      <Label name={row.name} y={y} />
      {row.ids.map((id) => {
        const d = when.get(id);
        return d && (
          <g key={id} class="dot" onClick={() => show(id)}>
            <title>{`${id}: ${day(new Date(d.issued).toISOString())}`}</title>
            <line class="way" x1={x(d.from)} x2={x(d.to)} y1={y} y2={y} />
            <circle class="mark" cx={x(d.issued)} cy={y} r="6" />
          </g>
        );
      })}
    </g>
  );
}

function Coming({ m, y, x }: { m: Expected; y: number; x: X }) {
  const edge = W - RIGHT, from = x(parse(m.from_day)), at = x(parse(m.likely_day)), to = Math.min(x(parse(m.to_day)), edge);
  const isLater = x(parse(m.to_day)) > edge;
  return (
    <g>
      <title>{t('timeline.window', { name: said(m.name), from: day(m.from_day), to: day(m.to_day) })}</title>
      <Label name={said(m.name)} y={y} />
      <rect class="ahead" x={from} width={Math.max(6, to - from)} y={y - 9} height="18" rx="4" />
      {isLater && <text class="dim" x={edge - 6} y={y + 4} text-anchor="end">{`${t('timeline.later')} \u2192`}</text>}
      <path class="diamond" d={`M${at} ${y - 7}l7 7l-7 7l-7 -7z`} />
      <text class="strong" x={Math.min(at + 12, W - 36)} y={y + 4}>{percent(m.comes)}</text>
    </g>
  );
}

function route(m: Expected): string {
  const lane = m.lanes?.[0];
  return lane ? t('timeline.lane', { from: lane.from, to: lane.to, carrier: lane.carrier ?? '\u2013' }) : '';
}

/** In words, for those who do not see the picture, and on paper: what is expected, by when, from whom, on which way. */
function Outlook({ coming, hidden }: { coming: Expected[]; hidden: number }) {
  if (!coming.length) return <p>{t('timeline.nothingnext')}</p>;
  return (
    <>
      <p><b>{t('timeline.next')}</b></p>
      <ul class="coming">
        {coming.map((m) => (
          <li key={m.component}><b>{said(m.name)}</b>, {t('timeline.window', { name: percent(m.comes), from: day(m.from_day), to: day(m.to_day) })}
            {m.counterparts?.[0] && <>; {t('timeline.from')} <bdi>{m.counterparts[0].names[0]}</bdi></>}{route(m) && `; ${route(m)}`}</li>
        ))}
      </ul>
      {hidden > 0 && <p class="dim">{t('timeline.more', { n: hidden })}</p>}
    </>
  );
}

export function Timeline({ c, show }: { c: Case; show: (id: string) => void }) {
  const when = new Map(c.papers.map((p) => [p.id, dates(p)]));
  const rows = rowsOf(c);
  const all = [...when.values()].filter((d) => d !== null);
  if (!all.length) return <p class="dim">{t('timeline.nothing')}</p>;
  const likely = byOutlook(c.expected).filter(isExpected);
  const coming = likely.filter((m) => !Number.isNaN(parse(m.from_day)) && !Number.isNaN(parse(m.to_day))).slice(0, AHEAD_ROWS);
  const first = Math.min(...all.map((d) => d.from));
  const last = Math.max(...all.map((d) => d.to));
  const start = first - 2 * DAY;
  const end = endOf(last, coming);
  const x: X = (at) => LEFT + (at - start) / (end - start) * (W - LEFT - RIGHT);
  const below = TOP + rows.length * ROW + (coming.length ? 24 : 0);
  const height = below + coming.length * ROW + FOOT;
  return (
    <figure>
      <div class="wide" tabIndex={0} role="region" aria-label={t('case.timeline')}>
        <svg class="timeline" viewBox={`0 0 ${W} ${height}`}>
          <Gaps gaps={gapsOf(c, when)} x={x} height={rows.length * ROW} />
          {ticks(first, end).map((d) => (
            <g key={d}><line class="axis" x1={x(d)} x2={x(d)} y1={TOP} y2={height - FOOT + 4} />
              <text class="dim" x={x(d)} y={height - 10} text-anchor="middle">{(end - first > 300 * DAY ? monthYear : shortDay)(new Date(d).toISOString())}</text></g>
          ))}
          {[...rows, ...coming].map((_, i) => {
            const y = i < rows.length ? TOP + (i + 1) * ROW : below + (i - rows.length + 1) * ROW;
            return <line key={i} class="axis" x1={LEFT} x2={W - RIGHT} y1={y} y2={y} />;
          })}
          {rows.map((r, i) => <Moves key={r.name} row={r} y={TOP + i * ROW + ROW / 2} x={x} when={when} show={show} />)}
          {coming.length > 0 && <text class="strong" x={LEFT - 12} y={below - 4} text-anchor="end">{t('timeline.next')}</text>}
          {coming.map((m, i) => <Coming key={m.component} m={m} y={below + i * ROW + ROW / 2} x={x} />)}
        </svg>
      </div>
      <figcaption>{t('timeline.caption')}{c.expected.length > 0 && <Outlook coming={coming} hidden={c.expected.length - coming.length} />}</figcaption>
    </figure>
  );
}
