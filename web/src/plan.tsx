// What to open with few hands: capacity in, a list of consignments out, day by day and post by post.
import { useState } from 'preact/hooks';
import { api } from './api';
import { chance, day, number, percent, t, word } from './i18n';
import { Failure } from './load';
import { Refusal, useRefusal } from './me';
import { said } from './said';
import type { Inspection, Plan, PlanWish } from './types';

/** One post a line, "name; inspections a day; places": the places between blanks or commas, * is everywhere. */
export function postsOf(text: string): PlanWish['posts'] {
  const lines = text.split('\n').map((l) => l.trim()).filter(Boolean);
  return lines.map((line) => {
    const [post, capacity, ...covers] = line.split(';').map((p) => p.trim());
    return { post, capacity: Number(capacity), covers: covers.join(' ').split(/[\s,]+/).filter(Boolean) };
  });
}

function why(i: Inspection): string {
  if (i.why !== 'gain') return t(i.why === 'random' ? 'plan.random' : 'plan.score');
  const f = i.factors, part = /^(.*) is what it seems /.exec(i.reason)?.[1];
  return (part ? `${said(part)}: ` : '') + t('plan.gain', { piece: percent(f.piece), case: chance(f.case), found: percent(f.found) });
}

/** A kit, or the evidence that a case without one rests on. */
function aboutOf(kit: string): string {
  const name = word('kit', kit);
  return name === kit ? word('about', kit) : name;
}

function Row({ i }: { i: Inspection }) {
  return (
    <tr>
      <td class="date">{day(i.day)}</td><td><bdi>{i.post}</bdi><div class="dim">{i.place}</div></td>
      <td>{i.consignment ? <code>{i.consignment}</code> : t('plan.keptfree')}</td>
      <td>{i.case ? <a href={`#/case/${encodeURIComponent(i.case)}`}>{i.case}</a> : '\u2013'}<div class="dim">{i.kit && aboutOf(i.kit)}</div></td>
      <td>{why(i)} {i.last_chance && <span class="tag bad">{t('plan.last')}</span>}</td>
      <td class="n">{number(i.gain, 3)}</td>
    </tr>
  );
}

function Result({ plan }: { plan: Plan }) {
  const rows = [...plan.inspections].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0) || (a.post < b.post ? -1 : 1) || b.gain - a.gain);
  const stops = plan.expected_stopped;
  return (
    <>
      <p role="status">{t('plan.said', { n: number(plan.inspections.length), hands: number(plan.hands), reach: number(plan.in_reach), cases: number(plan.cases) })}</p>
      {plan.in_reach === 0 && <p class="failed">{t('plan.nothing')}</p>}
      <dl class="facts">
        <div><dt>{t('plan.stops')}</dt><dd>{number(stops.plan, 2)}</dd></div>
        <div><dt>{t('plan.byscore')}</dt><dd>{number(stops.by_score, 2)}</dd></div>
        <div><dt>{t('plan.byrandom')}</dt><dd>{number(stops.by_random, 2)}</dd></div>
        <div><dt>{t('plan.most')}</dt><dd>{number(plan.at_most, 2)}</dd></div>
      </dl>
      {rows.length > 0 && (
        <div class="wide" tabIndex={0} role="region" aria-label={t('page.plan')}><table>
          <thead><tr><th scope="col">{t('plan.day')}</th><th scope="col">{t('plan.post')}</th><th scope="col">{t('plan.open')}</th>
            <th scope="col">{t('plan.case')}</th><th scope="col">{t('plan.why')}</th><th scope="col" class="n">{t('plan.adds')}</th></tr></thead>
          <tbody>{rows.map((i, n) => <Row key={n} i={i} />)}</tbody>
        </table></div>
      )}
      {plan.limits.length > 0 && <ul class="limits">{plan.limits.map((l) => <li key={l}>{said(l)}</li>)}</ul>}
    </>
  );
}

const today = () => new Date().toISOString().slice(0, 10);

function Form({ busy, onAsk }: { busy: boolean; onAsk: (wish: PlanWish) => void }) {
  const [from, setFrom] = useState(today());
  const [days, setDays] = useState('7');
  const [capacity, setCapacity] = useState('5');
  const [posts, setPosts] = useState('');
  const ask = (e: Event) => {
    e.preventDefault();
    const list = postsOf(posts);
    if (!busy) onAsk({ from, days: Number(days), ...(list?.length ? { posts: list } : { capacity: Number(capacity) }) });
  };
  return (
    <form class="search plan" onSubmit={ask}>
      <label>{t('plan.from')}<input type="date" required value={from} onInput={(e) => setFrom(e.currentTarget.value)} /></label>
      <label>{t('plan.days')}<input class="short" type="number" required min="1" max="366" value={days} onInput={(e) => setDays(e.currentTarget.value)} /></label>
      <label>{t('plan.capacity')}<input class="short" type="number" min="1" max="1000000" required={!posts.trim()} disabled={!!posts.trim()} value={capacity} onInput={(e) => setCapacity(e.currentTarget.value)} /></label>
      <label class="posts">{t('plan.posts')}<textarea rows={2} value={posts} placeholder={'DXB; 3; DXB SHJ\nHAM; 2; HAM DEHAM'} onInput={(e) => setPosts(e.currentTarget.value)} /></label>
      <button class="main" aria-disabled={busy ? 'true' : undefined}>{t(busy ? 'waiting' : 'plan.make')}</button>
    </form>
  );
}

export function PlanView() {
  const refusal = useRefusal('analyst');
  const [plan, setPlan] = useState<Plan | undefined>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const ask = async (wish: PlanWish) => {
    setBusy(true);
    setError('');
    try { setPlan(await api.plan(wish)); } catch (e) { setPlan(undefined); setError((e as Error).message); }
    setBusy(false);
  };
  return (
    <section>
      <h1>{t('page.plan')}</h1>
      <p class="dim">{t('plan.help')}</p>
      {refusal ? <Refusal text={refusal} /> : <Form busy={busy} onAsk={(wish) => void ask(wish)} />}
      {error && <Failure message={error} />}
      {plan && <Result plan={plan} />}
    </section>
  );
}
