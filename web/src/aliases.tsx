// The names that were taken for one actor, with why, and whom on a list they read like.
import { country, list, number, percent, signed, t, word } from './i18n';
import { middle } from './reason';
import { said } from './said';
import type { Actor, Case, Link } from './types';

const FEW = 2, NAMES = 5;

const folded = (s: string) => s.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Names without those that differ in capitals and signs only. */
function distinct(names: string[]): string[] {
  return names.filter((n, i) => names.findIndex((m) => folded(m) === folded(n)) === i);
}

const SAID = /^((?:same|different) (?:e-mail domain|e-mail|[a-z]+)|namesakes and neighbours look like that too|before comparing)(.*) \(([-+][\d.]+)\)$/s;
const ALL = /^(two parties that share a contact may differ in the rest) \([-+][\d.]+ in all\)$/;

/** "A / B: same phone (+10.2); different name (-4.0); before comparing (-14.5)" as what agrees, what does not, and the prior. */
function Why({ l }: { l: Link }) {
  const at = l.text.startsWith(`${l.from} / ${l.to}: `) ? l.from.length + l.to.length + 5 : -1;
  if (at < 0) return <div><b class={l.bits < 0 ? 'con' : 'pro'}>{signed(l.bits)}</b> <bdi>{said(l.text)}</bdi></div>;
  const one = (text: string, i: number) => {
    const p = SAID.exec(text);
    if (!p) return <li key={i}>{said(ALL.exec(text)?.[1] ?? text)}</li>;
    return <li key={i} class={p[3][0] === '-' ? 'con' : 'pro'}>{said(p[1])} <bdi>{p[2].trim()}</bdi> <b>{signed(Number(p[3]))}</b></li>;
  };
  return (
    <div class="why-one">
      <p><b class={l.bits < 0 ? 'con' : 'pro'}>{signed(l.bits)}</b> <bdi>{l.from}</bdi> = <bdi>{l.to}</bdi></p>
      <ul>{l.text.slice(at).split(/; (?=same |different |namesakes and |before comparing |two parties that )/).map(one)}</ul>
    </div>
  );
}

function linksOf(c: Case, a: Actor): Link[] {
  return c.links.filter((l) => a.names.includes(l.from) && a.names.includes(l.to)).sort((x, y) => y.bits - x.bits);
}

/** Those on a list, those who were put together from several names, and the one in the middle; the others folded away. */
export function ActorTable({ c }: { c: Case }) {
  const center = middle(c).actor;
  const isMain = (a: Actor) => a === center || a.watchlist.length > 0 || (a.roles.some((r) => r !== 'forwarder') && linksOf(c, a).length > 0);
  const main = c.actors.filter(isMain), rest = c.actors.filter((a) => !isMain(a));
  return (
    <>
      <ActorRows c={c} actors={main} label={t('case.names')} />
      {rest.length > 0 && (
        <details><summary>{t('actors.rest', { n: number(rest.length) })}</summary>
          <ActorRows c={c} actors={rest} label={t('actors.rest', { n: number(rest.length) })} /></details>
      )}
    </>
  );
}

function Names({ names }: { names: string[] }) {
  const all = distinct(names);
  const row = (n: string) => <div key={n}><a href={`#/names/${encodeURIComponent(n)}`}><bdi>{n}</bdi></a></div>;
  return <>{all.slice(0, NAMES).map(row)}{all.length > NAMES && <details><summary>{t('actors.morenames', { n: number(all.length - 5) })}</summary>{all.slice(NAMES).map(row)}</details>}</>;
}

const hitsOf = (a: Actor) => [...new Map(a.watchlist.map((w) => [`${w.list}/${w.entity}`, w])).values()];

function Hits({ a }: { a: Actor }) {
  return (
    <td>{hitsOf(a).map((w) => (
      <div key={w.entity}><span class="listed"><bdi>{w.name}</bdi></span> <span class="dim">{[w.list, w.entity, w.program].filter(Boolean).join(', ')}; {percent(w.score)}</span></div>
    ))}</td>
  );
}

function Reasons({ why }: { why: Link[] }) {
  const one = (l: Link) => <Why key={l.from + l.to + l.kind} l={l} />;
  return <td>{why.slice(0, FEW).map(one)}{why.length > FEW && <details><summary>{t('actors.more', { n: number(why.length - FEW) })}</summary>{why.slice(FEW).map(one)}</details>}</td>;
}

/** The columns of hits and reasons are there only if one of the actors has any. */
function ActorRows({ c, actors, label }: { c: Case; actors: Actor[]; label: string }) {
  const hasHits = actors.some((a) => a.watchlist.length > 0), hasWhy = actors.some((a) => linksOf(c, a).length > 0);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={label}>
      <table class={`names${hasWhy ? ' explained' : ''}`}>
        <thead><tr><th scope="col">{t('actors.name')}</th><th scope="col">{t('actors.role')}</th>
          {hasHits && <th scope="col">{t('actors.listed')}</th>}{hasWhy && <th scope="col">{t('actors.why')}</th>}</tr></thead>
        <tbody>
          {actors.map((a) => (
            <tr key={a.actor}>
              <td><Names names={a.names} /></td>
              <td>{list(a.roles.map((r) => word('role', r)))}<div class="dim">{a.countries.map((x) => country(x)).join(', ')}</div></td>
              {hasHits && <Hits a={a} />}{hasWhy && <Reasons why={linksOf(c, a)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
