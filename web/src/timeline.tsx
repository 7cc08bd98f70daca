// When what moved: a row for each kind of piece, a mark for each consignment, gaps named, and after the last day what
// the kit still lacks, by its chance to come within thirty days.
import { day, number, percent, shortDay, t } from './i18n';
import type { Case, Paper } from './types';

const DAY = 86400000, W = 1080, LEFT = 262, RIGHT = 24, ROW = 28, TOP = 34;
const AHEAD = 30, GAP = 14;
const short = (s: string, n: number) => (s.length > n ? `${s.slice(0, n - 1)}\u2026` : s);

function dates(p: Paper): { issued: number; from: number; to: number } | null {
  const legs = p.legs ?? [];
  const parse = (s?: string) => Date.parse((s ?? '').slice(0, 10));
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

export function Timeline({ c, show }: { c: Case; show: (id: string) => void }) {
  const when = new Map(c.papers.map((p) => [p.id, dates(p)]));
  const rows = c.components.map((p, i) => ({ name: p.name, ids: p.consignments, colour: `k${i % 12}` }));
  const pieces = new Set(rows.flatMap((r) => r.ids));
  const others = c.consignments.map((x) => x.id).filter((id) => !pieces.has(id));
  if (others.length) rows.push({ name: t('timeline.others'), ids: others, colour: 'kx' });
  const all = [...when.values()].filter((d) => d !== null);
  if (!all.length) return <p class="dim">{t('timeline.nothing')}</p>;
  const start = Math.min(...all.map((d) => d.from)) - 2 * DAY;
  const last = Math.max(...all.map((d) => d.issued));
  const end = Math.max(last + AHEAD * DAY, ...all.map((d) => d.to)) + DAY;
  const x = (at: number) => LEFT + (at - start) / (end - start) * (W - LEFT - RIGHT);
  const height = TOP + rows.length * ROW + 30;
  const issued = [...pieces].map((id) => when.get(id)?.issued).filter((d): d is number => d !== undefined).sort((a, b) => a - b);
  const gaps = issued.slice(1).map((d, i) => ({ from: issued[i], to: d })).filter((g) => g.to - g.from > GAP * DAY);
  const next = [...c.expected].sort((a, b) => b.within_30_days - a.within_30_days).slice(0, Math.max(1, rows.length));
  return (
    <figure>
      <div class="wide" tabIndex={0} role="region" aria-label={t('case.timeline')}>
        <svg class="timeline" viewBox={`0 0 ${W} ${height}`}>
          {gaps.map((g) => (
            <g key={g.from}>
              <rect class="gap" x={x(g.from) + 7} width={Math.max(0, x(g.to) - x(g.from) - 14)} y={TOP} height={rows.length * ROW} />
              {x(g.to) - x(g.from) > 70 && <text class="dim" x={(x(g.from) + x(g.to)) / 2} y={TOP - 6} text-anchor="middle">{t('timeline.gap', { days: Math.round((g.to - g.from) / DAY) })}</text>}
            </g>
          ))}
          <rect class="ahead" x={x(last) + 8} width={Math.max(0, x(last + AHEAD * DAY) - x(last) - 8)} y={TOP} height={rows.length * ROW} />
          <text class="strong" x={(x(last) + 8 + x(last + AHEAD * DAY)) / 2} y={TOP - 8} text-anchor="middle">{t('timeline.ahead')}</text>
          {ticks(start + 2 * DAY, end).map((d) => (
            <g key={d}><line class="axis" x1={x(d)} x2={x(d)} y1={TOP} y2={height - 26} />
              <text class="dim" x={x(d)} y={height - 10} text-anchor="middle">{shortDay(new Date(d).toISOString())}</text></g>
          ))}
          {rows.map((r, i) => {
            const y = TOP + i * ROW + ROW / 2;
            return (
              <g key={r.name} class={r.colour}>
                <text x={LEFT - 12} y={y + 4} text-anchor="end">{short(r.name, 36)}<title>{r.name}</title></text>
                <line class="axis" x1={LEFT} x2={W - RIGHT} y1={y + ROW / 2} y2={y + ROW / 2} />
                {r.ids.map((id) => {
                  const d = when.get(id);
                  if (!d) return null;
                  const label = `${id}: ${day(new Date(d.issued).toISOString())}`;
                  return (
                    <g key={id} class="dot" onClick={() => show(id)}>
                      <title>{label}</title>
                      <line class="way" x1={x(d.from)} x2={x(d.to)} y1={y} y2={y} />
                      <circle class="mark" cx={x(d.issued)} cy={y} r="6" />
                    </g>
                  );
                })}
              </g>
            );
          })}
        </svg>
      </div>
      <figcaption>
        {t('timeline.caption')}{' '}
        {next.length > 0 && <><b>{t('timeline.next')}</b> {next.slice(0, 4).map((m) => `${m.name} (${percent(m.within_30_days)})`).join(', ')}
          {c.expected.length > 4 && `, ${t('timeline.more', { n: number(c.expected.length - 4) })}`}</>}
      </figcaption>
    </figure>
  );
}
