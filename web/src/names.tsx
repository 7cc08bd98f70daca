// Search of a name on the lists, and why each hit has its score: token beside token, with bits.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from './api';
import { EvidenceRows } from './evidence';
import { country, number, percent, signed, t, word, type Key } from './i18n';
import { useLoad, Waiting } from './load';
import { go } from './route';
import type { Hit } from './types';

const kinds = ['any', 'person', 'company', 'vessel', 'aircraft'];

/** "a" is the same as "b" (word): the two tokens and what the engine says of them. */
function tokens(text: string): { asked: string; listed: string; how: string } | null {
  const two = /^"(.*?)" (.*?) "(.*?)"(?: \((.*)\))?$/s.exec(text);
  if (two) return { asked: two[1], listed: two[3], how: [two[2], two[4]].filter(Boolean).join(', ') };
  const one = /^"(.*?)" (.*)$/s.exec(text);
  return one ? { asked: one[1], listed: '', how: one[2] } : null;
}

function Tokens({ hit }: { hit: Hit }) {
  const rows = hit.evidence.filter((e) => e.kind === 'name-token').map((e) => ({ e, at: tokens(e.text) })).filter((r) => r.at);
  if (!rows.length) return null;
  return (
    <ul class="tokens" aria-label={t('names.tokens')}>
      {rows.map(({ e, at }, i) => (
        <li key={i} class={e.bits > 0.05 ? 'pro' : e.bits < -0.05 ? 'con' : ''}>
          <bdi class="asked">{at!.asked}</bdi>
          <span class="how">{at!.how}</span>
          <bdi class="on-list">{at!.listed || '\u2013'}</bdi>
          <b>{signed(e.bits)}</b>
        </li>
      ))}
    </ul>
  );
}

function HitCard({ hit }: { hit: Hit }) {
  return (
    <li class="hit">
      <div class="hithead">
        <span class="score"><b>{percent(hit.score)}</b><span class="dim">{signed(hit.bits)} {t('bits')}</span></span>
        <div>
          <h2><bdi>{hit.name}</bdi></h2>
          <p class="dim">{[t('names.matched', { name: hit.matched_name }), word('kind', hit.type), hit.countries.map(country).join(', '),
            hit.programs.join(', '), `${hit.list} / ${hit.entity}`].filter(Boolean).join(' \u00b7 ')}</p>
        </div>
      </div>
      <Tokens hit={hit} />
      <details><summary>{t('names.all')}</summary><EvidenceRows rows={hit.evidence} /></details>
    </li>
  );
}

export function Names({ initial }: { initial: string }) {
  const [name, setName] = useState(initial);
  const [where, setWhere] = useState('');
  const [kind, setKind] = useState('any');
  const [asked, setAsked] = useState({ name: initial, where: '', kind: 'any' });
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { field.current?.focus(); }, []);
  useEffect(() => { if (initial !== asked.name) { setName(initial); setAsked({ ...asked, name: initial }); } }, [initial]);
  const found = useLoad(async (signal) => (asked.name.trim()
    ? { of: asked.name, ...await api.explain(asked.name, asked.where, asked.kind === 'any' ? '' : asked.kind, signal) } : undefined), [asked]);
  return (
    <section class="names">
      <h1>{t('page.names')}</h1>
      <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); setAsked({ name, where, kind }); go('names', name); }}>
        <label>{t('names.name')}<input ref={field} type="search" value={name} maxLength={500} dir="auto" onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label>{t('names.country')}<input class="short" value={where} maxLength={2} pattern="[A-Za-z]{2}" placeholder="KP" onInput={(e) => setWhere(e.currentTarget.value.toUpperCase())} /></label>
        <label>{t('names.type')}<select value={kind} onChange={(e) => setKind(e.currentTarget.value)}>
          {kinds.map((k) => <option key={k} value={k}>{t(`kind.${k}` as Key)}</option>)}</select></label>
        <button class="main">{t('names.search')}</button>
      </form>
      {asked.name.trim() ? <Waiting of={found} /> : <p class="dim">{t('names.help')}</p>}
      {found.value && (
        <>
          <p role="status" class="dim">{found.value.hits.length ? t('names.found', { n: number(found.value.hits.length) }) : t('names.none')}</p>
          <ol class="hits">{found.value.hits.map((h) => <HitCard key={`${h.list}/${h.entity}`} hit={h} />)}</ol>
        </>
      )}
    </section>
  );
}
