// One case: the head says what and why in a minute's reading, the views below show it.
import { useContext, useEffect, useState } from 'preact/hooks';
import { ActorGraph } from './actors';
import { ActorTable } from './aliases';
import { api } from './api';
import { Brief, Next } from './brief';
import { DecideBar, DecideDialog, DecisionBadge, Decisions } from './decide';
import { EvidenceTable } from './evidence';
import { chance, day, number, signed, t, type Key } from './i18n';
import { order } from './order';
import { useKeys } from './keys';
import { Kit, Pips } from './kit';
import { useLoad, Waiting } from './load';
import { RouteMap } from './map';
import { MeContext, useIsAsked, useRefusal } from './me';
import { Papers } from './papers';
import { Printed } from './print';
import { kitName } from './reason';
import { go } from './route';
import { said } from './said';
import { Timeline } from './timeline';
import type { Case, Evidence, Verdict } from './types';

/** Colour of each consignment by the kind of piece that it is: shared by all views of a case. */
function colours(c: Case): Map<string, number> {
  const map = new Map<string, number>();
  c.components.forEach((p, i) => p.consignments.forEach((id) => { if (!map.has(id)) map.set(id, i % 12); }));
  return map;
}

const sections = ['kit', 'timeline', 'map', 'actors', 'names', 'evidence', 'papers'] as const;
const jump = (n: number) => {
  const e = document.getElementById(`s-${sections[n]}`);
  e?.scrollIntoView({ block: 'start' });
  e?.focus({ preventScroll: true });
};

function Why({ title, rows, side }: { title: string; rows: Evidence[]; side: 'pro' | 'con' }) {
  return (
    <div><h2>{title}</h2>
      <ul class={`why ${side}`}>{rows.map((e) => <li key={e.text}><b class={side}>{signed(e.bits)}</b><span dir="auto">{said(e.text)}</span></li>)}</ul>
      {!rows.length && <p class="dim">{t('case.nothing')}</p>}
    </div>
  );
}

function Reasons({ c, show }: { c: Case; show: (id: string) => void }) {
  const rows = c.evidence.filter((e) => e.kind !== 'prior' && e.kind !== 'measure');
  const sum = (of: Evidence[]) => of.reduce((n, e) => n + e.bits, 0);
  const prior = c.score - sum(rows);
  const pro = rows.filter((e) => e.bits > 0.3).sort((a, b) => b.bits - a.bits).slice(0, 5);
  const con = rows.filter((e) => e.bits < -0.3).sort((a, b) => a.bits - b.bits).slice(0, 4);
  const more = rows.length - pro.length - con.length, small = c.score - prior - sum(pro) - sum(con);
  return (
    <div class="reasons">
      <Why title={t('case.for')} side="pro" rows={pro} />
      <Why title={t('case.against')} side="con" rows={con} />
      <Next c={c} show={show} />
      <p class="dim sum">{t(more ? 'case.bits' : 'case.bits.few', { start: signed(prior), rest: signed(c.score - prior), more, small: signed(small), sum: signed(c.score), chance: chance(c.probability) })}</p>
    </div>
  );
}

function Head({ c }: { c: Case }) {
  const listed = [...new Set(c.actors.flatMap((a) => a.watchlist.map((w) => w.name)))];
  return (
    <div class="casehead">
      <div>
        <p class="dim id">{t('case.id', { id: c.case, rank: c.rank })} <DecisionBadge decision={c.decision} stale={c.stale} /></p>
        <h1>{kitName(c)}</h1>
        {c.stale && <p class="gone">{t('case.stale')}</p>}
        <Brief c={c} />
        {listed.length > 0 && <p class="listed">{t('case.listed', { names: listed.join('; ') })}</p>}
        <Decisions all={c.decisions ?? []} />
      </div>
      <dl class="facts">
        <div><dt>{t('case.probability')}</dt><dd>{chance(c.probability)}</dd></div>
        <div><dt>{t('case.score')}</dt><dd>{number(c.score, 1)}</dd></div>
        <div><dt>{t(c.consignments.length === 1 ? 'case.consignment' : 'case.consignments')}</dt><dd>{c.consignments.length}</dd></div>
        <div><dt>{t('case.span')}</dt><dd class="small">{c.first === c.last ? day(c.first) : `${day(c.first)} \u2013 ${day(c.last)}`}</dd></div>
        {c.kit && <div class="glance"><dt>{t('reason.parts', { n: c.components.length, all: c.components.length + c.missing.length })}</dt><dd><Pips found={c.components.length} missing={c.missing.length} /></dd></div>}
      </dl>
    </div>
  );
}

function Section({ id, children }: { id: typeof sections[number]; children: preact.ComponentChildren }) {
  return <section id={`s-${id}`} tabIndex={-1}><h2>{t(`case.${id}` as Key)}</h2>{children}</section>;
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
      <Reasons c={c} show={show} />
      <Section id="kit"><Kit c={c} show={show} /></Section>
      <Section id="timeline"><Timeline c={c} show={show} /></Section>
      <Section id="map"><RouteMap c={c} colour={colour} /></Section>
      <Section id="actors"><ActorGraph c={c} colour={colour} /></Section>
      <Section id="names"><ActorTable c={c} /></Section>
      <Section id="evidence"><EvidenceTable c={c} show={show} /></Section>
      <Section id="papers"><Papers c={c} colour={colour} /></Section>
      {c.limits && (
        <section class="limits" id="s-limits"><h2>{t('case.limits')}</h2>
          <ul>{c.limits.map((l) => <li key={l}>{said(l)}</li>)}</ul>
        </section>
      )}
    </>
  );
}

function Steps({ move }: { move: (by: 1 | -1) => void }) {
  return (
    <span class="steps">
      <a class="button" href={`#/inbox/${order.status}`}>{t('case.back')} <kbd>Esc</kbd></a>
      <button type="button" onClick={() => move(-1)}>{t('case.previous')} <kbd>k</kbd></button>
      <button type="button" onClick={() => move(1)}>{t('case.next')} <kbd>j</kbd></button>
      <button type="button" onClick={() => print()}>{t('case.print')} <kbd>p</kbd></button>
    </span>
  );
}

function Jumps() {
  return (
    <nav class="jumps" aria-label={t('case.sections')}>
      {sections.map((s, i) => <button type="button" key={s} onClick={() => jump(i)}>{t(`case.${s}` as Key)} <kbd>{i + 1}</kbd></button>)}
    </nav>
  );
}

export function CaseView({ id }: { id: string }) {
  const loaded = useLoad((signal) => api.case(id, signal), [id]);
  const me = useContext(MeContext) ?? undefined;
  const refusal = useRefusal('analyst'), isAsked = useIsAsked();
  const [picked, setPicked] = useState<Verdict | null>(null);
  const [early, setEarly] = useState<Verdict | null>(null); // picked before it was known whether the reader may
  const [news, setNews] = useState('');
  const c = loaded.value;
  const move = async (by: 1 | -1) => {
    try {
      const next = await order.step(by, c?.rank);
      if (next) go('case', next); else setNews(t('case.end'));
    } catch (e) { setNews((e as Error).message); }
  };
  const pick = (v: Verdict) => {
    if (isAsked) setEarly(v);
    else if (refusal) setNews(refusal);
    else if (c) setPicked(v);
  };
  useEffect(() => {
    if (isAsked || !early) return;
    setEarly(null);
    pick(early);
  }, [isAsked, early]);
  useKeys({
    o: () => pick('open'), h: () => pick('hold'), r: () => pick('release'), s: () => pick('seized'), c: () => pick('cleared'),
    j: () => void move(1), k: () => void move(-1), p: () => print(), Escape: () => go('inbox', order.status),
    ...Object.fromEntries(sections.map((_, i) => [String(i + 1), () => jump(i)])),
  });
  return (
    <article class="case">
      <div class="casebar">
        <Steps move={(by) => void move(by)} />
        {c && <DecideBar decision={c.decision} onPick={pick} />}
        {c && <Jumps />}
        <p role="status" class="said">{news}</p>
      </div>
      {!c && <h1>{t('print.case')} {id}</h1>}
      <Waiting of={loaded} />
      {c && <><Head c={c} /><Printed c={c} me={me} /><Body c={c} /></>}
      {c && picked && (
        <DecideDialog id={c.case} verdict={picked} onClose={() => setPicked(null)}
          onDone={(decision) => {
            loaded.set({ ...c, decision, decisions: [...(c.decisions ?? []), decision] });
            order.decided(decision.verdict);
            setPicked(null);
            setNews(t('decide.done'));
          }} />
      )}
    </article>
  );
}
