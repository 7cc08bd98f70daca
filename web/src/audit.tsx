// The audit chain, newest first: who did what, and the hash that ties each row to the one before.
import { useState } from 'preact/hooks';
import { api, ApiError } from './api';
import { t, word } from './i18n';
import { useLoad, Waiting } from './load';
import type { AuditRow } from './types';

export function Audit() {
  const [older, setOlder] = useState<AuditRow[]>([]);
  const [end, setEnd] = useState(false);
  const [error, setError] = useState('');
  const loaded = useLoad(async () => {
    try { return await api.audit(undefined); } catch (e) {
      if (e instanceof ApiError && (e.status === 404 || e.status === 501)) return null;
      throw e;
    }
  }, []);
  const rows = [...(loaded.value?.rows ?? []), ...older];
  const more = async () => {
    try {
      const page = await api.audit(rows[rows.length - 1]?.n);
      setOlder([...older, ...page.rows]);
      setEnd(page.rows.length === 0);
    } catch (e) { setError((e as Error).message); }
  };
  return (
    <section>
      <h1>{t('page.audit')}</h1>
      <Waiting of={loaded} />
      {loaded.value === null && <p class="nothing">{t('audit.none')}</p>}
      {loaded.value && (
        <>
          <p class={loaded.value.intact ? 'good' : 'failed'} role="status">{loaded.value.intact ? t('audit.intact') : `${t('audit.broken')} ${loaded.value.message}`}</p>
          <div class="wide" tabIndex={0} role="region" aria-label={t('page.audit')}><table>
            <thead><tr><th scope="col" class="n">{t('audit.seq')}</th><th scope="col">{t('audit.at')}</th><th scope="col">{t('audit.by')}</th>
              <th scope="col">{t('audit.action')}</th><th scope="col">{t('audit.subject')}</th><th scope="col">{t('audit.detail')}</th><th scope="col">{t('audit.hash')}</th></tr></thead>
            <tbody>{rows.map((r) => (
              <tr key={r.n}><td class="n">{r.n}</td><td class="date">{r.at.replace('T', ' ').replace(/(\.\d+)?Z$/, '')}</td><td>{r.by}</td><td>{word('action', r.what)}</td>
                <td>{r.object.startsWith('SC-') ? <a href={`#/case/${encodeURIComponent(r.object)}`}>{r.object}</a> : r.object}</td>
                <td dir="auto">{r.note}</td><td><code title={r.hash}>{r.hash.slice(0, 12)}</code></td></tr>
            ))}</tbody>
          </table></div>
          {error && <p class="failed" role="alert">{error}</p>}
          {!end && rows.length >= 200 && <p><button type="button" onClick={() => void more()}>{t('audit.more')}</button></p>}
        </>
      )}
    </section>
  );
}
