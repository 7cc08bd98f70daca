// Which lists names are held against, of what date, and how many entries they have.
import { api } from './api';
import { day, number, t } from './i18n';
import { useLoad, Waiting } from './load';

const OLD_DAYS = 30;

export function Lists() {
  const loaded = useLoad(() => api.lists(), []);
  const rows = loaded.value?.lists ?? [];
  return (
    <section>
      <h1>{t('page.lists')}</h1>
      <Waiting of={loaded} />
      {loaded.value && rows.length === 0 && <p class="nothing">{t('lists.none')}</p>}
      {rows.length > 0 && (
        <>
          <p class="dim">{t('lists.total', { lists: number(rows.length), entries: number(rows.reduce((n, r) => n + r.entities, 0)) })}</p>
          <div class="wide" tabIndex={0} role="region" aria-label={t('page.lists')}><table>
            <thead><tr><th scope="col">{t('lists.name')}</th><th scope="col">{t('lists.key')}</th><th scope="col">{t('lists.format')}</th>
              <th scope="col">{t('lists.date')}</th><th scope="col" class="n">{t('lists.entries')}</th></tr></thead>
            <tbody>{rows.map((r) => {
              const age = Math.floor((Date.now() - Date.parse(r.date)) / 86400000);
              return (
                <tr key={`${r.key}${r.date}`}><td>{r.name}</td><td><code>{r.key}</code></td><td>{r.format}</td>
                  <td>{day(r.date)} {age > OLD_DAYS && <span class="tag">{t('lists.old', { days: number(age) })}</span>}</td><td class="n">{number(r.entities)}</td></tr>
              );
            })}</tbody>
          </table></div>
        </>
      )}
    </section>
  );
}
