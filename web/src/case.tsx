// One case: the head says what and why in a minute's reading, the views below show it.
import { useState } from 'preact/hooks';
import { ActorGraph, ActorTable } from './actors';
import { api } from './api';
import { DecideBar, DecideDialog, DecisionBadge } from './decide';
import { EvidenceTable } from './evidence';
import { number, percent, t, day } from './i18n';
import { order } from './inbox';
import { useKeys } from './keys';
import { Kit } from './kit';
import { useLoad, Waiting } from './load';
import { RouteMap } from './map';
import { Papers } from './papers';
import { headline, kitName, summaryOf } from './reason';
import { go } from './route';
import { Timeline } from './timeline';
import type { Case, Verdict } from './types';

/** Colour of each consignment by the kind of piece that it is: shared by all views of a case. */
export function colours(c: Case): Map<string, number> {
  const map = new Map<string, number>();
  c.components.forEach((p, i) => p.consignments.forEach((id) => { if (!map.has(id)) map.set(id, i % 12); }));
  return map;
}

function Reasons({ c }: { c: Case }) {
  const rows = c.evidence.filter((e) => e.kind !== 'prior');
  const pro = rows.filter((e) => e.bits > 0.3).sort((a, b) => b.bits - a.bits).slice(0, 4);
  const con = rows.filter((e) => e.bits < -0.3).sort((a, b) => a.bits - b.bits).slice(0, 2);
  return (
    <div class="reasons">
      <div><h2>{t('case.for')}</h2><ul class="why pro">{pro.map((e) => <li key={e.text}>{e.text}</li>)}</ul></div>
      <div><h2>{t('case.against')}</h2><ul class="why con">{con.map((e) => <li key={e.text}>{e.text}</li>)}</ul></div>
    </div>
  );
}

function Head({ c }: { c: Case }) {
  const s = summaryOf(c);
  const main = (role: string) => c.actors.find((a) => a.roles.includes(role));
  const name = (...roles: string[]) => roles.map(main).find((a) => a)?.names[0] ?? t('reason.nobody');
  return (
    <div class="casehead">
      <div>
        <p class="dim id">{t('case.id', { id: c.case, rank: c.rank })} <DecisionBadge decision={c.decision} /></p>
        <h1>{kitName(c.kit)}</h1>
        <p class="lead">{headline(s)}</p>
        <p class="who"><bdi>{name('sender', 'agent')}</bdi> <span aria-hidden="true">→</span><span class="unseen">{t('case.to')}</span> <bdi>{name('receiver')}</bdi></p>
        {s.listed.length > 0 && <p class="listed"><span class="tag bad">{t('listed')}</span> {s.listed.join(', ')}</p>}
      </div>
      <dl class="facts">
        <div><dt>{t('case.probability')}</dt><dd>{percent(c.probability)}</dd></div>
        <div><dt>{t('case.score')}</dt><dd>{number(c.score, 1)}</dd></div>
        <div><dt>{t('case.consignments')}</dt><dd>{c.consignments.length}</dd></div>
        <div><dt>{t('case.span')}</dt><dd class="small">{day(c.first)} – {day(c.last)}</dd></div>
      </dl>
    </div>
  );
}

function Body({ c }: { c: Case }) {
  const colour = colours(c);
  const show = (id: string) => {
    const e = document.getElementById(`paper-${id}`);
    e?.scrollIntoView({ block: 'center', inline: 'center' });
    e?.focus({ preventScroll: true });
  };
  return (
    <>
      <Reasons c={c} />
      <section id="s-kit"><h2>{t('case.kit')}</h2><Kit c={c} show={show} /></section>
      <section id="s-time"><h2>{t('case.timeline')}</h2><Timeline c={c} show={show} /></section>
      <div class="pair">
        <section id="s-map"><h2>{t('case.map')}</h2><RouteMap c={c} colour={colour} /></section>
        <section id="s-actors"><h2>{t('case.actors')}</h2><ActorGraph c={c} colour={colour} /></section>
      </div>
      <section id="s-names"><h2>{t('case.names')}</h2><ActorTable c={c} /></section>
      <section id="s-evidence"><h2>{t('case.evidence')}</h2><EvidenceTable c={c} show={show} /></section>
      <section id="s-papers"><h2>{t('case.papers')}</h2><Papers c={c} colour={colour} /></section>
      {c.limits && (
        <section class="limits" id="s-limits"><h2>{t('case.limits')}</h2>
          <ul>{c.limits.map((l) => <li key={l}>{l}</li>)}</ul>
        </section>
      )}
    </>
  );
}

export function CaseView({ id }: { id: string }) {
  const loaded = useLoad((signal) => api.case(id, signal), [id]);
  const [picked, setPicked] = useState<Verdict | null>(null);
  const [said, setSaid] = useState('');
  const c = loaded.value;
  const move = (by: number) => {
    const next = order.ids.get(order.at + by);
    if (next) { order.at += by; go('case', next); } else setSaid(t('case.end'));
  };
  const pick = (v: Verdict) => { if (c) setPicked(v); };
  useKeys({
    o: () => pick('open'), h: () => pick('hold'), r: () => pick('release'), s: () => pick('seized'), c: () => pick('cleared'),
    j: () => move(1), k: () => move(-1), p: () => print(), Escape: () => go('inbox', order.status || undefined),
  });
  return (
    <article class="case">
      <div class="casebar">
        <a href={`#/inbox${order.status ? `/${order.status}` : ''}`}>{t('case.back')}</a>
        <span class="steps">
          <button type="button" onClick={() => move(-1)}>{t('case.previous')} <kbd>k</kbd></button>
          <button type="button" onClick={() => move(1)}>{t('case.next')} <kbd>j</kbd></button>
          <button type="button" onClick={() => print()}>{t('case.print')} <kbd>p</kbd></button>
        </span>
        {c && <DecideBar decision={c.decision} onPick={pick} />}
        <p role="status" class="said">{said}</p>
      </div>
      <Waiting of={loaded} />
      {c && <><Head c={c} /><Body c={c} /></>}
      {c && picked && (
        <DecideDialog id={c.case} verdict={picked} onClose={() => setPicked(null)}
          onDone={(decision) => {
            loaded.set({ ...c, decision, decisions: [...(c.decisions ?? []), decision] });
            setPicked(null);
            setSaid(t('decide.done'));
          }} />
      )}
    </article>
  );
}
