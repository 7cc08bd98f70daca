// The audit chain, newest first: who did what, and the hash that ties each row to the one before.
import { useState } from 'preact/hooks';
import { api, ApiError } from './api';
import { number, t, word } from './i18n';
import { Failure, useLoad, Waiting } from './load';
import { Refusal, useRefusal } from './me';
import type { AuditRow } from './types';

const PAGE = 200;

function Rows({ rows }: { rows: AuditRow[] }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t('page.audit')}><table class="audit">
      <thead><tr><th scope="col" class="n">{t('audit.seq')}</th><th scope="col">{t('audit.at')}</th><th scope="col">{t('audit.by')}</th>
        <th scope="col">{t('audit.action')}</th><th scope="col">{t('audit.subject')}</th><th scope="col">{t('audit.detail')}</th><th scope="col">{t('audit.hash')}</th></tr></thead>
      <tbody>{rows.map((r) => (
        <tr key={r.n}><td class="n">{number(r.n)}</td><td class="date">{r.at.replace('T', ' ').replace(/(\.\d+)?Z$/, '')}</td><td class="by"><bdi>{r.by}</bdi></td><td class="date">{word('action', r.what)}</td>
          <td>{r.object.startsWith('SC-') ? <a class="date" href={`#/case/${encodeURIComponent(r.object)}`}>{r.object}</a> : <bdi>{r.object}</bdi>}</td>
          <td dir="auto">{r.note}</td><td class="date"><code title={r.hash}>{r.hash.slice(0, 12)}</code></td></tr>
      ))}</tbody>
    </table></div>
  );
}

function Chain() {
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
      setEnd(page.rows.length < PAGE);
      setError('');
    } catch (e) { setError((e as Error).message); }
  };
  return (
    <>
      <Waiting of={loaded} />
      {loaded.value === null && <p class="nothing">{t('audit.none')}</p>}
      {loaded.value && (
        <>
          <p class={loaded.value.intact ? 'good' : 'failed'} role="status">
            {loaded.value.intact ? t('audit.intact') : `${t('audit.broken')} ${loaded.value.message}`} <span class="dim">{t('audit.verify')}</span></p>
          <Rows rows={rows} />
          {error && <Failure message={error} />}
          {!end && rows.length >= PAGE && <p class="after"><button type="button" onClick={() => void more()}>{t('audit.more')}</button></p>}
        </>
      )}
    </>
  );
}

export function Audit() {
  const refusal = useRefusal('admin');
  return (
    <section>
      <h1>{t('page.audit')}</h1>
      {refusal ? <Refusal text={refusal} /> : <Chain />}
    </section>
  );
}
