// Which lists names are held against: of what date and content, how many entries, and reading them again.
import { useState } from 'preact/hooks';
import { api } from './api';
import { day, number, t } from './i18n';
import { Failure, useLoad, Waiting } from './load';
import { useRefusal } from './me';
import type { ListsStatus } from './types';

const OLD_DAYS = 30;

function Age({ date }: { date: string }) {
  const age = Math.floor((Date.now() - Date.parse(date)) / 86400000);
  if (Number.isNaN(age)) return <span class="dim">{t('lists.undated')}</span>;
  return <>{day(date)} {age > OLD_DAYS && <span class="tag bad">{t('lists.old', { days: number(age) })}</span>}</>;
}

function Table({ of }: { of: ListsStatus }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t('page.lists')}><table>
      <thead><tr><th scope="col">{t('lists.name')}</th><th scope="col">{t('lists.key')}</th><th scope="col">{t('lists.format')}</th>
        <th scope="col">{t('lists.date')}</th><th scope="col" class="n">{t('lists.entries')}</th><th scope="col" class="n">{t('lists.names')}</th>
        <th scope="col">{t('lists.version')}</th></tr></thead>
      <tbody>{of.lists.map((r) => (
        <tr key={`${r.key}${r.version}`}><td>{r.name}{r.publisher && <div class="dim">{r.publisher}</div>}</td><td><code>{r.key}</code></td><td>{r.format}</td>
          <td><Age date={r.date} /></td><td class="n">{number(r.entities)}</td><td class="n">{number(r.names)}</td><td><code>{r.version}</code></td></tr>
      ))}</tbody>
    </table></div>
  );
}

export function Lists() {
  const loaded = useLoad(() => api.lists(), []);
  const refusal = useRefusal('admin');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const of = loaded.value;
  const reload = async () => {
    if (busy || refusal) return;
    setBusy(true);
    setFailed('');
    try { await api.reloadLists(); loaded.again(); } catch (e) { setFailed((e as Error).message); }
    setBusy(false);
  };
  return (
    <section>
      <h1>{t('page.lists')}</h1>
      <Waiting of={loaded} />
      {of && of.lists.length === 0 && <p class="nothing">{t('lists.none')}</p>}
      {of && of.lists.length > 0 && (
        <>
          <p class="dim" role="status">{t('lists.total', { lists: number(of.lists.length), entries: number(of.lists.reduce((n, r) => n + r.entities, 0)),
            at: new Date(of.read_at * 1000).toISOString().slice(0, 16).replace('T', ' ') })}</p>
          {of.last_error && <Failure message={t('lists.failed', { message: of.last_error })} />}
          <Table of={of} />
          <p class="after"><button type="button" aria-disabled={refusal || busy ? 'true' : undefined} aria-describedby={refusal ? 'no-reload' : undefined} onClick={() => void reload()}>
            {t(busy ? 'waiting' : 'lists.reload')}</button> {refusal && <span class="dim" id="no-reload">{refusal}</span>}</p>
          {failed && <Failure message={failed} />}
        </>
      )}
    </section>
  );
}
