// Search of a name on the lists, and why each hit has its score: token beside token, with bits.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from './api';
import { EvidenceRows } from './evidence';
import { country, number, percent, signed, t, word, type Key } from './i18n';
import { useLoad, Waiting } from './load';
import { go } from './route';
import { said } from './said';
import type { Hit } from './types';

const kinds = ['any', 'person', 'company', 'vessel', 'aircraft'];

interface Token { asked: string; listed: string; how: string[] }

/** Takes apart what the engine says of one word: "a" is taken for "b" (word); "a" agrees (word); "a" (word) is only in ... */
function tokenOf(text: string): Token | null {
  const two = /^"(.*?)"(?: \([^)]*\))? ([a-z ]+) "(.*?)"(?: \([^)]*\))? \(([a-z ]+)\)$/s.exec(text);
  if (two) return { asked: two[1], listed: two[3], how: [two[2], two[4]] };
  const same = /^"(.*?)"(?: \([^)]*\))? agrees \(([a-z ]+)\)$/s.exec(text);
  if (same) return { asked: same[1], listed: same[1], how: ['agrees', same[2]] };
  const one = /^"(.*?)"(?: \([^)]*\))? \(([a-z ]+)\) is only in the (listed name|name asked for)$/s.exec(text);
  if (!one) return null;
  return one[3] === 'listed name' ? { asked: '', listed: one[1], how: ['only on the list', one[2]] } : { asked: one[1], listed: '', how: ['only asked for', one[2]] };
}

const side = (bits: number) => (bits > 0.05 ? 'pro' : bits < -0.05 ? 'con' : '');

/** The whole score: a card for each word and for what else counts, and what they come to. */
function Tokens({ hit }: { hit: Hit }) {
  return (
    <ul class="tokens" aria-label={t('names.tokens')}>
      {hit.evidence.map((e, i) => {
        const at = tokenOf(e.text);
        return (
          <li key={i} class={`${side(e.bits)}${at ? '' : ' other'}`}>
            {at ? (
              <>
                <span class="label">{t('names.asked')}</span><bdi>{at.asked || '\u2013'}</bdi>
                <span class="how">{at.how.map(said).join(', ')}</span>
                <bdi>{at.listed || '\u2013'}</bdi><span class="label">{t('names.onlist')}</span>
              </>
            ) : <span class="how">{said(e.text)}</span>}
            <b>{signed(e.bits)}</b>
          </li>
        );
      })}
      <li class="sum"><span class="how">{t('names.sum')}</span><b>{signed(hit.bits)}</b><span class="how">{percent(hit.score)}</span></li>
    </ul>
  );
}

function HitCard({ hit }: { hit: Hit }) {
  const about = [hit.matched_name === hit.name ? '' : t('names.matched', { name: hit.matched_name }), word('kind', hit.type), hit.countries.map((c) => country(c)).join(', '),
    hit.programs.join(', '), `${hit.list} / ${hit.entity}`];
  return (
    <li class="hit">
      <div class="hithead">
        <span class="score"><b>{percent(hit.score)}</b><span class="dim">{signed(hit.bits)} {t('bits')}</span></span>
        <div>
          <h2><bdi>{hit.name}</bdi></h2>
          <p class="dim">{about.filter(Boolean).join(' \u00b7 ')}</p>
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
