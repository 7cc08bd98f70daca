// The case in a minute's reading: who did what, and what to do next, in whole sentences.
import { country, day, chance, list, listShort, number, percent, t } from './i18n';
import { byOutlook, isExpected, outlook } from './kit';
import { days, isReceiver, isSender, middle, passers } from './reason';
import { said } from './said';
import type { Actor, Case, Component, Paper } from './types';

const NAMED = 3, WELL = 0.5;

const countries = (actors: Actor[]): string => listShort([...new Set(actors.flatMap((a) => a.countries))]) || '?';

/** The countries of those who stand in these roles on one end of the consignments that were passed on. */
function ends(c: Case, end: 'from' | 'to', roles: string[]): string {
  const ids = new Set(c.links.filter((l) => l.kind === 'relay').map((l) => l[end]));
  const parties = c.papers.filter((p) => ids.has(p.id)).flatMap((p) => p.parties ?? []).filter((q) => roles.includes(q.role) && q.country);
  return listShort([...new Set(parties.map((q) => q.country as string))]) || '?';
}

/** Who stands in the middle, and with whom: the name, then the sentence about it. */
function doing(c: Case): { actor: Actor; text: string } | null {
  const passing = passers(c);
  const { actor, others } = middle(c);
  if (!actor) return null;
  const from = (a: Actor) => countries(c.actors.filter((x) => x !== a && isSender(x)));
  const to = (a: Actor) => countries(c.actors.filter((x) => x !== a && isReceiver(x)));
  if (passing.length > 0) {
    const rest = passing.length - 1, n = passing.reduce((sum, p) => sum + p.times, 0);
    const values = { n, rest, from: ends(c, 'from', ['shipper', 'seller']), to: ends(c, 'to', ['consignee', 'buyer', 'end-user']) };
    return { actor: passing[0].actor, text: t(rest ? 'brief.passes.more' : n === 1 ? 'brief.passes.once' : 'brief.passes', values) };
  }
  if (c.side === 'sender') return { actor, text: t(others === 1 ? 'brief.sends.one' : 'brief.sends', { n: others, to: to(actor) }) };
  return { actor, text: t(others === 1 ? 'brief.receives.one' : 'brief.receives', { n: others, from: from(actor) }) };
}

function Who({ c }: { c: Case }) {
  const who = doing(c);
  if (!who) return null;
  const { names, countries: at } = who.actor;
  const more = [at.map((x) => country(x, 'short')).join(', '), names.length > 1 ? t('brief.names', { n: names.length }) : ''].filter(Boolean).join('; ');
  return <p class="who"><b><bdi>{names[0]}</bdi></b>{more && ` (${more})`} {who.text}</p>;
}

const byFit = (c: Case): Component[] => [...c.components].sort((a, b) => b.strength - a.strength);

/** What was seen, and over which time. */
function What({ c }: { c: Case }) {
  const n = c.consignments.length, span = days(c.first, c.last);
  const when = n === 1 ? t('brief.one', { day: day(c.first) }) : t(span === 1 ? 'brief.day' : 'brief.days', { n, days: span, first: day(c.first), last: day(c.last) });
  const best = byFit(c).filter((p, i) => i === 0 || p.strength >= WELL).slice(0, NAMED).map((p) => said(p.name));
  const parts = c.components.length, all = parts + c.missing.length;
  return (
    <p class="lead">{when}{c.kit && parts > 0 && <> {t(parts === 1 ? 'brief.part' : 'brief.parts', { n: parts, all, names: list(best) })}</>}</p>
  );
}

export function Brief({ c }: { c: Case }) {
  return <><Who c={c} /><What c={c} /></>;
}

const dayOf = (p: Paper): string => p.document?.issued ?? p.legs?.[0]?.departed ?? '';

/** The piece to begin with: of those that fit well the latest, else the one that fits best. */
function firstPiece(c: Case): { id: string; of?: Component; paper?: Paper } | null {
  const papers = new Map(c.papers.map((p) => [p.id, p]));
  const all = c.components.flatMap((of) => of.consignments.map((id) => ({ id, of, paper: papers.get(id) })));
  const good = all.filter((x) => x.of.strength >= WELL);
  const at = (x: { paper?: Paper }) => (x.paper ? dayOf(x.paper) : '');
  if (good.length) return good.reduce((a, b) => (at(b) > at(a) ? b : a));
  if (all.length) return all.reduce((a, b) => (b.of.strength > a.of.strength ? b : a));
  const last = c.consignments.map((x) => ({ id: x.id, paper: papers.get(x.id) })).sort((a, b) => at(b).localeCompare(at(a)))[0];
  return last ?? null;
}

function way(c: Case, p?: Paper): string {
  const legs = p?.legs ?? [];
  const place = (code?: string) => (code ? c.places[code]?.name ?? code : '?');
  return legs.length ? `${place(legs[0].from)} \u2192 ${place(legs[legs.length - 1].to)}` : '';
}

function Begin({ c, show }: { c: Case; show: (id: string) => void }) {
  const piece = firstPiece(c);
  if (!piece) return null;
  const about = [piece.of ? `${said(piece.of.name)} (${percent(piece.of.strength)})` : '', piece.paper ? day(dayOf(piece.paper)) : '', way(c, piece.paper)].filter(Boolean).join(', ');
  return (
    <li>{t('next.open')} <button type="button" class="chip" onClick={() => show(piece.id)} aria-label={t('show.paper', { id: piece.id })}>{piece.id}</button>
      {about && <> <bdi>{about}</bdi></>}</li>
  );
}

function endUsers(c: Case): { named: number; names: string[] } {
  const found = c.papers.map((p) => (p.parties ?? []).filter((q) => q.role === 'end-user' && q.name).map((q) => q.name as string));
  return { named: found.filter((x) => x.length).length, names: [...new Set(found.flat())] };
}

/** Who has to say where it ends: asked for if no paper does. */
function Ask({ c }: { c: Case }) {
  const { named, names } = endUsers(c);
  if (!c.papers.length) return null;
  if (!named) return <li>{t(c.papers.length === 1 ? 'next.ask.one' : 'next.ask', { n: c.papers.length })}</li>;
  return <li>{t('next.confirm', { n: named, all: c.papers.length })} <bdi>{names.slice(0, 2).join('; ')}</bdi>{names.length > 2 && ` +${number(names.length - 2)}`}</li>;
}

function Await({ c }: { c: Case }) {
  const likely = byOutlook(c.expected).filter(isExpected)[0];
  if (likely) return <li>{t('next.await')} <b>{said(likely.name)}</b>: {outlook(likely)}</li>;
  return c.missing.length > 0 ? <li>{t('next.nothing')}</li> : null;
}

/** What an analyst does with it, most pressing first; then what is missing. */
export function Next({ c, show }: { c: Case; show: (id: string) => void }) {
  const listed = c.actors.find((a) => a.watchlist.length > 0);
  const lacking = [...c.expected].sort((a, b) => Number(b.essential) - Number(a.essential) || b.comes - a.comes);
  const laws = c.evidence.filter((e) => e.kind === 'measure');
  const names = lacking.slice(0, NAMED).map((m) => said(m.name) + (m.essential ? ` (${t('kit.essential')})` : ''));
  return (
    <div class="next"><h2>{t('next.title')}</h2>
      <p>{c.probability >= 0.5 ? t('next.likely') : t('next.unlikely', { n: number(Math.min(1e6, Math.round(1 / Math.max(c.probability, 1e-6)))), chance: chance(c.probability) })}</p>
      <ol>
        <Begin c={c} show={show} />
        {laws.map((e) => <li key={e.text}>{t('next.measure')} <span dir="auto">{said(e.text)}</span></li>)}
        {listed && <li>{t('next.listed', { name: listed.names[0], listed: listed.watchlist[0].name })}</li>}
        <Ask c={c} />
        <Await c={c} />
      </ol>
      {!c.missing.length && c.kit && <p class="dim">{t('case.complete')}</p>}
      {c.missing.length > 0 && <p class="dim">{t('case.lacks', { n: c.missing.length, names: names.join('; ') })}{lacking.length > NAMED && ' \u2026'}</p>}
    </div>
  );
}
