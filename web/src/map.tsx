// Routes on a map: a line between places that papers name, in the colour of the piece. The outline is asked for once,
// from this server; without it the routes are still drawn.
import { geoGraticule10, geoMercator, geoNaturalEarth1, geoPath, type GeoProjection } from 'd3-geo';
import { useEffect, useState } from 'preact/hooks';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { country, t } from './i18n';
import type { Case, Place } from './types';

const W = 1130, H = 480;
const WORLDWIDE = 120; // degrees of longitude from which Mercator bends too much
const CLOSEST = 2600;  // scale of a projection
let world: Promise<GeoJSON.FeatureCollection | null> | undefined;
function outline() {
  world ??= fetch('world.json').then((r) => r.json()).then((topology: Topology) =>
    feature(topology, topology.objects.countries as GeometryCollection) as GeoJSON.FeatureCollection)
    .catch(() => { world = undefined; return null; });
  return world;
}

interface Lane { from: string; to: string; piece: number; n: number; beside: number }
type Point = [number, number];

function lanes(c: Case, colour: Map<string, number>): Lane[] {
  const found = new Map<string, Lane>();
  const beside = new Map<string, number>();
  for (const paper of c.papers) {
    const piece = colour.get(paper.id) ?? -1;
    for (const leg of paper.legs ?? []) {
      if (!leg.from || !leg.to || leg.from === leg.to || !c.places[leg.from] || !c.places[leg.to]) continue;
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

/** The shortest stretch of longitudes that holds all places: its middle and its length. */
function stretch(places: Place[]): { middle: number; span: number } {
  const lons = places.map((p) => p.lon).sort((a, b) => a - b);
  let gap = 360 - (lons[lons.length - 1] - lons[0]), start = lons[0];
  lons.slice(1).forEach((lon, i) => { if (lon - lons[i] > gap) { gap = lon - lons[i]; start = lon; } });
  return { middle: start + (360 - gap) / 2, span: 360 - gap };
}

function projectionFor(places: Place[]): GeoProjection {
  const { middle, span } = stretch(places);
  const projection = span > WORLDWIDE ? geoNaturalEarth1() : geoMercator();
  const points: GeoJSON.MultiPoint = { type: 'MultiPoint', coordinates: places.map((p) => [p.lon, p.lat]) };
  projection.rotate([-middle, 0]).fitExtent([[110, 60], [W - 130, H - 50]], points);
  if (!(projection.scale() < CLOSEST)) { // places that lie close together, or only one
    const lat = places.reduce((n, p) => n + p.lat, 0) / places.length;
    projection.scale(CLOSEST).translate([W / 2, H / 2]).center([0, lat]);
  }
  return projection.clipExtent([[0, 0], [W, H]]);
}

/** A line that bends a little to the left of its way, so that there and back, and lanes beside each other, stay apart. */
function bend(a: Point, b: Point, beside: number): string {
  const dx = b[0] - a[0], dy = b[1] - a[1];
  const by = 0.12 + 0.05 * beside;
  return `M${a[0].toFixed(1)} ${a[1].toFixed(1)}Q${((a[0] + b[0]) / 2 + dy * by).toFixed(1)} ${((a[1] + b[1]) / 2 - dx * by).toFixed(1)} ${b[0].toFixed(1)} ${b[1].toFixed(1)}`;
}

const plain = (name: string) => name.replace(/[ -]+(International|Int'?l|Intl)?\.? ?(Airport|Apt|Arpt)\.?$/i, '');

interface Box { x: number; y: number; w: number; h: number }
const overlap = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
interface Spot { x: number; y: number; end: boolean }

/** Where a label may stand around its place, best first: beside it, below, above, and farther off. */
function spots([px, py]: Point): Spot[] {
  const out: Spot[] = [{ x: px + 9, y: py + 4, end: false }, { x: px - 9, y: py + 4, end: true }];
  for (const dy of [17, -10, 30, -23, 44, -37]) out.push({ x: px + 5, y: py + dy, end: false }, { x: px - 5, y: py + dy, end: true });
  return out;
}

interface Label extends Spot { codes: string[]; xy: Point; label: string }

/** One label for places that lie on one another; beside, below or above, where it lies on no other label and place. */
function labels(points: { code: string; p: Place; xy: Point }[]): Label[] {
  const taken: Box[] = points.map(({ xy }) => ({ x: xy[0] - 5, y: xy[1] - 5, w: 10, h: 10 }));
  const sorted = points.sort((a, b) => a.xy[1] - b.xy[1] || (a.code < b.code ? -1 : 1));
  const near = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 9;
  const out: Label[] = [];
  sorted.forEach((point, i) => {
    if (sorted.findIndex((other) => near(other.xy, point.xy)) < i) return;
    const group = sorted.filter((other) => near(other.xy, point.xy));
    const names = [...new Set(group.map((other) => plain(other.p.name)))];
    const label = names.filter((n) => !names.some((m) => m !== n && n.startsWith(m))).slice(0, 3).join(', ');
    const w = 6 + 7.4 * label.length;
    const boxOf = (at: Spot): Box => ({ x: at.end ? at.x - w : at.x, y: at.y - 11, w, h: 14 });
    const spot = spots(point.xy).find((at) => {
      const b = boxOf(at);
      return b.x > 0 && b.x + b.w < W && b.y > 0 && b.y + b.h < H && !taken.some((o) => overlap(o, b));
    });
    if (!spot) return;
    taken.push(boxOf(spot));
    out.push({ ...spot, codes: group.map((g) => g.code), xy: point.xy, label });
  });
  return out;
}

function Land({ projection }: { projection: GeoProjection }) {
  const [land, setLand] = useState<GeoJSON.FeatureCollection | null>(null);
  useEffect(() => { void outline().then(setLand); }, []);
  const path = geoPath(projection);
  return (
    <>
      <path class="graticule" d={path(geoGraticule10()) ?? ''} />
      {land?.features.map((f, i) => {
        const d = path(f);
        return d && <path key={i} class="land" d={d} />;
      })}
    </>
  );
}

export function RouteMap({ c, colour }: { c: Case; colour: Map<string, number> }) {
  const routes = lanes(c, colour);
  const codes = [...new Set(routes.flatMap((r) => [r.from, r.to]))];
  if (!codes.length) return <p class="dim">{t('map.nothing')}</p>;
  const projection = projectionFor(codes.map((code) => c.places[code]));
  const at = (code: string) => projection([c.places[code].lon, c.places[code].lat]) as Point;
  const points = codes.map((code) => ({ code, p: c.places[code], xy: at(code) }));
  const text = routes.map((r) => t('map.leg', { from: c.places[r.from].name, to: c.places[r.to].name, n: r.n })).join('; ');
  return (
    <figure>
      <div class="wide" tabIndex={0} role="region" aria-label={t('case.map')}>
        <svg class="map" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={`${t('case.map')}: ${text}`}>
          <rect class="sea" width={W} height={H} />
          <Land projection={projection} />
          {routes.map((r, i) => (
            <path key={i} class={`leg ${r.piece < 0 ? 'kx' : `k${r.piece}`}`} d={bend(at(r.from), at(r.to), r.beside)} stroke-width={1.6 + Math.min(3, Math.log2(r.n))} />
          ))}
          {points.map((n) => <circle key={n.code} class="place" cx={n.xy[0]} cy={n.xy[1]} r="4"><title>{`${n.p.name}, ${country(n.p.country)} (${n.code})`}</title></circle>)}
          {labels(points).map((n) => <text key={n.codes[0]} class="halo" x={n.x} y={n.y} text-anchor={n.end ? 'end' : 'start'}>{n.label}</text>)}
        </svg>
      </div>
      <figcaption>{t('map.caption')}</figcaption>
    </figure>
  );
}
