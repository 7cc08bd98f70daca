// The inbox: ranked cases, one line each. Only the rows in sight are in the document; rows are asked for in blocks.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from './api';
import { DecisionBadge } from './decide';
import { day, number, percent, t, word, type Key } from './i18n';
import { useKeys } from './keys';
import { headline, kitName } from './reason';
import { go } from './route';
import { verdicts, type CaseRow } from './types';

const ROW = 68;
const BLOCK = 100;
const filters = ['', 'undecided', ...verdicts];

/** The order in which the reader came through the inbox, for "next case" on a case's page. */
export const order = { status: 'undecided', ids: new Map<number, string>(), total: 0, at: 0 };

function useRows(status: string, fresh: number) {
  const [total, setTotal] = useState<number | undefined>();
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [error, setError] = useState('');
  const [, redraw] = useState(0);
  const rows = useRef(new Map<number, CaseRow>());
  const asked = useRef(new Set<number>());
  const stop = useRef(new AbortController());

  const ask = (block: number) => {
    if (asked.current.has(block)) return;
    asked.current.add(block);
    const mine = stop.current;
    api.cases(block * BLOCK, BLOCK, status, mine.signal).then((page) => {
      page.cases.forEach((row, i) => { rows.current.set(page.offset + i, row); order.ids.set(page.offset + i, row.case); });
      order.total = page.total;
      setTotal(page.total);
      setCounts(page.counts);
      setError('');
      redraw((n) => n + 1);
    }, (e: Error) => {
      if (mine.signal.aborted) return;
      asked.current.delete(block);
      setError(e.message);
    });
  };
  useEffect(() => {
    stop.current = new AbortController();
    rows.current = new Map();
    asked.current = new Set();
    if (order.status !== status) order.at = 0;
    order.ids = new Map();
    order.status = status;
    ask(0);
    return () => stop.current.abort();
  }, [status, fresh]);
  return { total, counts, error, rows: rows.current, ask, retry: () => ask(0) };
}

function Row({ row, index, total, isChosen, onChoose }: {
  row: CaseRow | undefined; index: number; total: number; isChosen: boolean; onChoose: () => void;
}) {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => { if (place.current) place.current.style.top = `${index * ROW}px`; }, [index]);
  if (!row) return <li ref={place} class="row empty" aria-posinset={index + 1} aria-setsize={total}><span class="dim">{t('waiting')}</span></li>;
  const more = row.listed.length ? t('reason.listed', { name: row.listed[0] }) : row.reasons[0] ?? '';
  return (
    <li ref={place} class={`row${isChosen ? ' chosen' : ''}`} aria-posinset={index + 1} aria-setsize={total}>
      <a href={`#/case/${encodeURIComponent(row.case)}`} id={`row-${index}`} onFocus={onChoose} onClick={() => { order.at = index; }}>
        <span class="rank">{index + 1}</span>
        <span class="meter" aria-hidden="true"><Meter value={row.probability} /></span>
        <span class="chance">{percent(row.probability)}</span>
        <span class="what">
          <span class="line"><b>{kitName(row.kit)}</b> {headline(row)}</span>
          <span class="line dim">
            {row.listed.length > 0 && <span class="tag bad">{t('listed')}</span>}
            {more}{row.parts.length && more ? ' \u2014 ' : ''}{row.parts.join(' \u00b7 ')}
          </span>
        </span>
        <span class="when">{day(row.last)}<span class="dim">{row.case}</span></span>
        <span class="state"><DecisionBadge decision={row.decision} /></span>
      </a>
    </li>
  );
}

function Meter({ value }: { value: number }) {
  return <svg viewBox="0 0 6 40"><rect class="track" width="6" height="40" rx="3" /><rect class="fill" y={40 - 40 * value} width="6" height={40 * value} rx="3" /></svg>;
}

export function Inbox({ fresh, status }: { fresh: number; status: string }) {
  const { total, counts, error, rows, ask, retry } = useRows(status, fresh);
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(700);
  const [chosen, setChosen] = useState(order.status === status ? order.at : 0);
  const n = total ?? 0;

  useEffect(() => {
    const measure = () => setHeight(box.current?.clientHeight ?? 700);
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  const first = Math.max(0, Math.floor(top / ROW) - 6);
  const last = Math.min(n, Math.ceil((top + height) / ROW) + 6);
  useEffect(() => {
    for (let b = Math.floor(first / BLOCK); b * BLOCK < last; b++) ask(b);
  }, [first, last, total]);
  const space = useRef<HTMLOListElement>(null);
  useEffect(() => { if (space.current) space.current.style.height = `${n * ROW}px`; }, [n]);

  const bring = (index: number) => {
    const b = box.current!;
    if (index * ROW < b.scrollTop) b.scrollTop = index * ROW;
    else if ((index + 1) * ROW > b.scrollTop + b.clientHeight) b.scrollTop = (index + 1) * ROW - b.clientHeight;
  };
  const move = (by: number) => {
    if (!n) return;
    const next = Math.min(n - 1, Math.max(0, order.at + by)); // not the state: keys may come faster than it is drawn
    setChosen(next);
    order.at = next;
    bring(next);
    requestAnimationFrame(() => document.getElementById(`row-${next}`)?.focus({ preventScroll: true }));
  };
  useEffect(() => { if (n) bring(Math.min(chosen, n - 1)); }, [n > 0]);
  const open = () => { const row = rows.get(order.at); if (row) go('case', row.case); };
  useKeys({
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    PageDown: () => move(10), PageUp: () => move(-10), Home: () => move(-n), End: () => move(n), Enter: open,
  });

  const shown = [];
  for (let i = first; i < last; i++) {
    shown.push(<Row key={i} row={rows.get(i)} index={i} total={n} isChosen={i === chosen} onChoose={() => { setChosen(i); order.at = i; }} />);
  }
  return (
    <section class="inbox">
      <div class="bar">
        <h1>{t('page.inbox')}</h1>
        <nav class="filters" aria-label={t('inbox.filter')}>
          {filters.map((f) => (
            <a key={f} href={`#/inbox${f ? `/${f}` : ''}`} aria-current={f === status ? 'true' : undefined}>
              {t((f ? `status.${f}` : 'status.all') as Key)}
              {counts[f || 'all'] !== undefined && <span class="count">{number(counts[f || 'all'])}</span>}
            </a>
          ))}
        </nav>
      </div>
      {error && <p class="failed" role="alert">{error} <button type="button" onClick={retry}>{t('again')}</button></p>}
      {total === 0 && <p class="nothing">{t(status ? 'inbox.none' : 'inbox.empty')} {!status && <a href="#/ingest">{word('page', 'ingest')}</a>}</p>}
      <div class="scroll" ref={box} tabIndex={-1} onScroll={(e) => setTop(Math.floor(e.currentTarget.scrollTop / ROW) * ROW)}>
        <ol ref={space} aria-label={t('inbox.label')}>{shown}</ol>
      </div>
    </section>
  );
}
