// What the cases still wait for, as rules that are held against every file that is taken in, and what answered to one.
import { useState } from 'preact/hooks';
import { api } from './api';
import { day, number, percent, t, word } from './i18n';
import { Failure, useLoad, Waiting } from './load';
import { said } from './said';
import type { Arrival, WatchRule } from './types';

const caseLink = (id: string) => <a href={`#/case/${encodeURIComponent(id)}`}>{id}</a>;

function Arrivals({ rows }: { rows: Arrival[] }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t('watch.arrivals')}><table>
      <thead><tr><th scope="col">{t('watch.record')}</th><th scope="col">{t('watch.part')}</th><th scope="col">{t('watch.case')}</th>
        <th scope="col">{t('watch.party')}</th><th scope="col">{t('watch.why')}</th><th scope="col" class="n">{t('watch.fit')}</th></tr></thead>
      <tbody>{rows.map((a, i) => (
        <tr key={i}><td><code>{a.record}</code></td><td>{said(a.name)}</td><td>{caseLink(a.case)}</td><td><bdi>{a.party ?? ''}</bdi></td>
          <td>{a.why.map((w) => word('answers', w)).join(', ')}</td><td class="n">{percent(a.strength)}</td></tr>
      ))}</tbody>
    </table></div>
  );
}

function Rules({ rows }: { rows: WatchRule[] }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t('watch.rules')}><table class="rules">
      <thead><tr><th scope="col">{t('watch.part')}</th><th scope="col">{t('watch.case')}</th><th scope="col" class="n">{t('watch.month')}</th>
        <th scope="col" class="n">{t('watch.comes')}</th><th scope="col">{t('watch.window')}</th><th scope="col">{t('watch.from')}</th><th scope="col">{t('watch.lanes')}</th></tr></thead>
      <tbody>{rows.map((r) => (
        <tr key={r.rule}>
          <td><b>{said(r.name)}</b> {r.essential && <span class="tag bad">{t('kit.essential')}</span>}{r.seized && <span class="tag">{t('kit.seized')}</span>}
            <div class="dim">{r.hs.length > 0 && `HS ${r.hs.slice(0, 4).join(', ')}`}</div></td>
          <td>{caseLink(r.case)}<div class="dim">{r.kit && word('kit', r.kit)}</div></td>
          <td class="n">{percent(r.within_30_days)}</td><td class="n">{percent(r.comes)}</td>
          <td class="date">{day(r.from_day)}<div class="dim">{day(r.to_day)}</div></td>
          <td>{r.counterparts.slice(0, 2).map((n) => <div key={n}><bdi>{n}</bdi></div>)}</td>
          <td class="date">{r.lanes.slice(0, 2).map((l) => <div key={l.from + l.to + l.carrier}>{`${l.from} \u2192 ${l.to}${l.carrier ? `, ${l.carrier}` : ''}`}</div>)}</td>
        </tr>
      ))}</tbody>
    </table></div>
  );
}

export function Watch() {
  const arrivals = useLoad(() => api.arrivals(), []);
  const first = useLoad(() => api.watch(0), []);
  const [more, setMore] = useState<WatchRule[]>([]);
  const [error, setError] = useState('');
  const rows = [...(first.value?.rules ?? []), ...more];
  const next = async () => {
    try { setMore([...more, ...(await api.watch(rows.length)).rules]); setError(''); } catch (e) { setError((e as Error).message); }
  };
  return (
    <section>
      <h1>{t('page.watch')}</h1>
      <p class="dim">{t('watch.help')}</p>
      <h2>{t('watch.arrivals')}</h2>
      <Waiting of={arrivals} />
      {arrivals.value && (arrivals.value.length ? <Arrivals rows={arrivals.value} /> : <p class="dim">{t('watch.noarrivals')}</p>)}
      <h2 class="later">{t('watch.rules')}</h2>
      <Waiting of={first} />
      {first.value && (
        <>
          <p class="dim" role="status">{first.value.total ? t('watch.total', { n: number(first.value.total) }) : t('watch.none')}</p>
          {rows.length > 0 && <Rules rows={rows} />}
          {error && <Failure message={error} />}
          {rows.length < first.value.total && <p class="after"><button type="button" onClick={() => void next()}>{t('watch.more')}</button></p>}
        </>
      )}
    </section>
  );
}
