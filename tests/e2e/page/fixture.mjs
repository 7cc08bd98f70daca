// A stand-in for the server: the page's files and API answers made from what the real command wrote.
//   node fixture.mjs DIST DB PLACES SEINE WATCHLIST [TIMES]    prints its address
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [dist, db, places, seine, watchlist, times = '1'] = process.argv.slice(2);
const sql = (q) => JSON.parse(execFileSync('sqlite3', ['-json', db, q], { maxBuffer: 1 << 28 }).toString() || '[]');
const base = sql('SELECT body FROM cases ORDER BY score DESC, id').map((r) => JSON.parse(r.body));
const cases = [];
for (let i = 0; i < Number(times); i++) for (const c of base) cases.push(i ? { ...c, case: `${c.case}-${i}` } : c);
const at = new Map();
for (const line of readFileSync(places, 'utf8').split('\n')) {
  const [code, country, , lat, lon, name] = line.split('\t');
  if (name && lat) at.set(code, { name, country, lat: lat / 10000, lon: lon / 10000 });
}
const decisions = new Map();
const row = (c, i) => {
  const of = (role) => [...new Set(c.actors.filter((a) => a.roles.includes(role)).flatMap((a) => a.countries))];
  return {
    case: c.case, rank: i + 1, score: c.score, probability: c.probability, kit: c.kit, side: c.side, first: c.first, last: c.last,
    found: c.components.length, missing: c.missing.length, consignments: c.consignments.length, from: of('sender'), to: of('receiver'),
    parts: c.components.map((p) => p.name).slice(0, 3), listed: [...new Set(c.actors.flatMap((a) => a.watchlist.map((w) => w.name)))].slice(0, 3),
    reasons: c.evidence.filter((e) => e.kind !== 'prior' && e.kind !== 'component').sort((a, b) => b.bits - a.bits).slice(0, 2).map((e) => e.text),
    decision: decisions.get(c.case)?.at(-1) ?? null,
  };
};
function detail(c) {
  const ids = c.consignments.map((x) => `'${x.id.replaceAll("'", "''")}'`).join();
  const papers = sql(`SELECT body FROM record WHERE id IN (${ids}) ORDER BY day, id, hash`).map((r) => JSON.parse(r.body));
  const codes = new Set(papers.flatMap((p) => (p.legs ?? []).flatMap((l) => [l.from, l.to])));
  return { ...c, decision: decisions.get(c.case)?.at(-1) ?? null, decisions: decisions.get(c.case) ?? [], papers,
    places: Object.fromEntries([...codes].filter((k) => at.has(k)).map((k) => [k, at.get(k)])) };
}
function list(q) {
  const status = q.get('status') ?? '', offset = Number(q.get('offset') ?? 0), limit = Number(q.get('limit') ?? 50);
  const verdict = (c) => decisions.get(c.case)?.at(-1)?.verdict ?? 'undecided';
  const counts = { all: cases.length };
  for (const c of cases) counts[verdict(c)] = (counts[verdict(c)] ?? 0) + 1;
  const chosen = cases.filter((c) => !status || verdict(c) === status);
  return { total: chosen.length, offset, counts, cases: chosen.slice(offset, offset + limit).map((c) => row(c, cases.indexOf(c))) };
}
const kinds = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', svg: 'image/svg+xml' };
const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  const send = (status, value) => { response.writeHead(status, { 'Content-Type': 'application/json' }); response.end(JSON.stringify(value)); };
  const path = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (path[0] !== 'api') {
    const name = path[0] || 'index.html';
    let bytes;
    try { bytes = readFileSync(join(dist, name)); } catch { return send(404, {}); }
    response.writeHead(200, { 'Content-Type': kinds[name.split('.').pop()], 'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'" });
    return response.end(bytes);
  }
  const c = path[2] === 'cases' && path[3] ? cases.find((x) => x.case === path[3]) : undefined;
  if (path[2] === 'cases' && path[3] && !c) return send(404, { detail: `no case '${path[3]}'` });
  if (path[4] === 'decision') {
    let body = '';
    request.on('data', (d) => { body += d; });
    return request.on('end', () => {
      const d = { ...JSON.parse(body), by: 'fixture', at: new Date().toISOString() };
      decisions.set(c.case, [...(decisions.get(c.case) ?? []), d]);
      send(200, d);
    });
  }
  if (c) return send(200, detail(c));
  if (path[2] === 'cases') return send(200, list(url.searchParams));
  if (path[2] === 'lists') return send(200, { lists: sql('SELECT key, name, date, format, n_entities AS entities FROM list_version') });
  if (path[2] === 'explain') {
    const hits = JSON.parse(execFileSync(seine, ['match', '-w', watchlist, '-n', '20', '--format', 'json', url.searchParams.get('name')]).toString());
    return send(200, { query: url.searchParams.get('name'), names: 0, hits: hits.filter((h) => h.entity) });
  }
  return send(404, { detail: 'no such endpoint' });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
