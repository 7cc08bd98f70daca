// Routes on a map: great circles between the places that the papers name, in the colour of the piece. The outline is
// asked for once, from this server; without it the routes are still drawn.
import { geoBounds, geoCentroid, geoGraticule10, geoMercator, geoPath } from 'd3-geo';
import { useEffect, useState } from 'preact/hooks';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { country, t } from './i18n';
import type { Case, Place } from './types';

const W = 640, H = 420;
let world: Promise<GeoJSON.FeatureCollection | null> | undefined;
function outline() {
  world ??= fetch('world.json').then((r) => r.json()).then((topology: Topology) =>
    feature(topology, topology.objects.countries as GeometryCollection) as GeoJSON.FeatureCollection)
    .catch(() => { world = undefined; return null; });
  return world;
}

interface Lane { from: string; to: string; piece: number; n: number; beside: number }

function lanes(c: Case, colour: Map<string, number>): Lane[] {
  const found = new Map<string, Lane>();
  const beside = new Map<string, number>();
  for (const paper of c.papers) {
    const piece = colour.get(paper.id) ?? -1;
    for (const leg of paper.legs ?? []) {
      if (!leg.from || !leg.to || !c.places[leg.from] || !c.places[leg.to]) continue;
      const key = `${leg.from}>${leg.to}>${piece}`;
      const old = found.get(key);
      if (old) { old.n++; continue; }
      const ends = [leg.from, leg.to].sort().join('-');
      const lane = beside.get(ends) ?? 0;
      beside.set(ends, lane + 1);
      found.set(key, { from: leg.from, to: leg.to, piece, n: 1, beside: lane });
    }
  }
  return [...found.values()];
}

const plain = (name: string) => name.replace(/[ -]+(International|Int'?l|Intl)?\.? ?(Airport|Apt|Arpt)\.?$/i, '');

interface Box { x: number; y: number; w: number; h: number }
const overlap = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A label beside, below or above its place, where it lies on no other label and no other place. */
function labels(points: { code: string; p: Place; xy: [number, number] }[]) {
  const taken: Box[] = points.map(({ xy }) => ({ x: xy[0] - 5, y: xy[1] - 5, w: 10, h: 10 }));
  const sorted = points.sort((a, b) => a.xy[1] - b.xy[1] || (a.code < b.code ? -1 : 1));
  const near = (a: [number, number], b: [number, number]) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 9;
  return sorted.map((point, i) => {
    const first = sorted.findIndex((other) => near(other.xy, point.xy));
    if (first < i) return { ...point, x: 0, y: 0, end: false, label: '' };
    const names = [...new Set(sorted.filter((other) => near(other.xy, point.xy)).map((other) => plain(other.p.name)))];
    const label = names.filter((n) => !names.some((m) => m !== n && n.startsWith(m))).slice(0, 3).join(', ');
    const w = 4 + 7 * label.length, [px, py] = point.xy;
    const spots = [
      { x: px + 8, y: py + 4, end: false }, { x: px - 8, y: py + 4, end: true }, { x: px + 4, y: py + 18, end: false },
      { x: px + 4, y: py - 10, end: false }, { x: px - 4, y: py + 18, end: true }, { x: px - 4, y: py - 10, end: true },
      { x: px + 8, y: py + 31, end: false }, { x: px - 8, y: py + 31, end: true },
    ];
    const boxOf = (at: typeof spots[0]): Box => ({ x: at.end ? at.x - w : at.x, y: at.y - 10, w, h: 13 });
    const spot = spots.find((at) => {
      const b = boxOf(at);
      return b.x > 0 && b.x + b.w < W && b.y > 0 && b.y + b.h < H && !taken.some((o) => overlap(o, b));
    }) ?? spots[0];
    taken.push(boxOf(spot));
    return { ...point, ...spot, label };
  });
}

export function RouteMap({ c, colour }: { c: Case; colour: Map<string, number> }) {
  const [land, setLand] = useState<GeoJSON.FeatureCollection | null>(null);
  useEffect(() => { void outline().then(setLand); }, []);
  const routes = lanes(c, colour);
  const codes = [...new Set(routes.flatMap((r) => [r.from, r.to]))];
  if (!codes.length) return <p class="dim">{t('map.nothing')}</p>;
  const line = (r: Lane) => {
    const a = c.places[r.from], b = c.places[r.to];
    return { type: 'LineString', coordinates: [[a.lon, a.lat], [b.lon, b.lat]] } as GeoJSON.LineString;
  };
  const all: GeoJSON.MultiLineString = { type: 'MultiLineString', coordinates: routes.map((r) => line(r).coordinates) };
  const middle = geoCentroid(all);
  const [[west], [east]] = geoBounds(all);
  const projection = geoMercator().rotate([-(Number.isFinite(middle[0]) ? (west > east || east - west > 180 ? middle[0] : (west + east) / 2) : 0), 0])
    .fitExtent([[60, 50], [W - 90, H - 50]], all);
  if (projection.scale() > 1500) projection.scale(1500).translate([W / 2, H / 2]).center([0, middle[1]]);
  projection.clipExtent([[0, 0], [W, H]]);
  const path = geoPath(projection);
  const names = labels(codes.map((code) => ({ code, p: c.places[code], xy: projection([c.places[code].lon, c.places[code].lat]) as [number, number] })));
  const text = routes.map((r) => t('map.leg', { from: c.places[r.from].name, to: c.places[r.to].name, n: r.n })).join('; ');
  return (
    <figure>
      <svg class="map" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={`${t('case.map')}: ${text}`}>
        <rect class="sea" width={W} height={H} />
        <path class="graticule" d={path(geoGraticule10()) ?? ''} />
        {land?.features.map((f, i) => {
          const d = path(f);
          return d && <path key={i} class="land" d={d} />;
        })}
        {routes.map((r, i) => (
          <path key={i} class={`leg ${r.piece < 0 ? 'kx' : `k${r.piece}`}`} d={path(line(r)) ?? ''}
            transform={`translate(${r.beside % 2 ? 2.2 * Math.ceil(r.beside / 2) : -2.2 * (r.beside / 2)} ${r.beside % 2 ? 2.2 * Math.ceil(r.beside / 2) : -2.2 * (r.beside / 2)})`}
            stroke-width={1.6 + Math.min(3, Math.log2(r.n))} />
        ))}
        {names.map((n) => (
          <g key={n.code}>
            <circle class="place" cx={n.xy[0]} cy={n.xy[1]} r="4"><title>{`${n.p.name}, ${country(n.p.country)} (${n.code})`}</title></circle>
            <text class="halo" x={n.x} y={n.y} text-anchor={n.end ? 'end' : 'start'}>{n.label}</text>
          </g>
        ))}
      </svg>
      <figcaption>{t('map.caption')}</figcaption>
    </figure>
  );
}
