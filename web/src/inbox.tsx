// The inbox: ranked cases, one line each. Only the rows in sight are in the document; rows are asked for in blocks.
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, recovered } from './api';
import { DecisionBadge } from './decide';
import { chance, day, number, t, word, type Key } from './i18n';
import { useKeys } from './keys';
import { Failure } from './load';
import { order } from './order';
import { Pips } from './kit';
import { headline, kitName } from './reason';
import { go } from './route';
import { said } from './said';
import { verdicts, type CaseRow } from './types';

const BLOCK = 100;
export const filters = ['undecided', ...verdicts, 'stale', 'all'];
const narrow = matchMedia('screen and (max-width: 860px)');
/** Height of a row; style.css has the same. */
const rowHeight = () => (narrow.matches ? 112 : 68);

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
    api.cases(block * BLOCK, BLOCK, status === 'all' ? '' : status, mine.signal).then((page) => {
      page.cases.forEach((row, i) => { rows.current.set(page.offset + i, row); order.know(page.offset + i, row.case); });
      for (const index of rows.current.keys()) if (index >= page.total) rows.current.delete(index);
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
    if (order.status !== status) rows.current = new Map(); // else the old rows stand until the new ones are there
    asked.current = new Set();
    order.begin(status);
    ask(0);
    return () => stop.current.abort();
  }, [status, fresh]);
  useEffect(() => (error ? recovered.on(() => ask(0)) : undefined), [error]);
  return { total, counts, error, rows: rows.current, ask, retry: () => ask(0) };
}

function Meter({ value }: { value: number }) {
  return <svg viewBox="0 0 6 40"><rect class="track" width="6" height="40" rx="3" /><rect class="fill" y={40 - 40 * value} width="6" height={40 * value} rx="3" /></svg>;
}

function Row({ row, index, total, height, isChosen, onChoose }: {
  row: CaseRow | undefined; index: number; total: number; height: number; isChosen: boolean; onChoose: (index: number) => void;
}) {
  const place = { top: `${index * height}px` };
  if (!row) return <li style={place} class="row empty" aria-posinset={index + 1} aria-setsize={total}><span class="dim">{t('waiting')}</span></li>;
  return (
    <li style={place} class={`row${isChosen ? ' chosen' : ''}${row.stale ? ' stale' : ''}`} aria-posinset={index + 1} aria-setsize={total}>
      <a href={`#/case/${encodeURIComponent(row.case)}`} id={`row-${index}`} onFocus={() => onChoose(index)} onClick={() => { order.at = index; }}>
        <span class="rank">{index + 1}</span>
        <span class="meter" aria-hidden="true"><Meter value={row.probability} /></span>
        <span class="chance">{chance(row.probability)}</span>
        <span class="what">
          <span class="line"><b>{kitName(row)}</b> {headline(row)}</span>
          <span class="line dim reason">
            {row.listed.length > 0 && <span class="listed">{t('reason.listed', { name: row.listed[0] })}</span>}
            {row.listed.length > 0 && row.reasons.length > 0 && '; '}{row.reasons[0] && said(row.reasons[0])}
          </span>
        </span>
        <Pips found={row.found} missing={row.missing} />
        <span class="when">{day(row.last)}<span class="dim">{row.case}</span></span>
        {(row.decision || row.stale) && <span class="state"><DecisionBadge decision={row.decision} stale={row.stale} /></span>}
      </a>
    </li>
  );
}

type RowProps = Parameters<typeof Row>[0];

/** The rows from first to last. A row that stays as it was is the same object, which is not drawn again while scrolling. */
function useDrawn(): (first: number, last: number, of: (index: number) => RowProps) => VNode[] {
  const before = useRef(new Map<number, { of: RowProps; node: VNode }>());
  return (first, last, propsOf) => {
    const now = new Map<number, { of: RowProps; node: VNode }>();
    for (let i = first; i < last; i++) {
      const of = propsOf(i), old = before.current.get(i);
      const isSame = old && (Object.keys(of) as (keyof RowProps)[]).every((k) => old.of[k] === of[k]);
      now.set(i, isSame ? old : { of, node: <Row key={i} {...of} /> });
    }
    before.current = now;
    return [...now.values()].map((x) => x.node);
  };
}

function Nothing({ status, all }: { status: string; all: number }) {
  if (!all) return <p class="nothing">{t('inbox.empty')} <a href="#/ingest">{word('page', 'ingest')}</a></p>;
  return <p class="nothing">{t(status === 'undecided' ? 'inbox.done' : status === 'stale' ? 'inbox.nonestale' : 'inbox.none')} <a href="#/inbox/all">{t('inbox.all')}</a></p>;
}

export function Inbox({ fresh, status }: { fresh: number; status: string }) {
  const { total, counts, error, rows, ask, retry } = useRows(status, fresh);
  const box = useRef<HTMLDivElement>(null);
  const drawn = useDrawn();
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(700);
  const [ROW, setRow] = useState(rowHeight());
  const [chosen, setChosen] = useState(order.status === status ? Math.ceil(order.at) : 0);
  const n = total ?? 0;

  useEffect(() => {
    const measure = () => { setHeight(box.current?.clientHeight ?? 700); setRow(rowHeight()); };
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  const first = Math.max(0, Math.floor(top / ROW) - 6);
  const last = Math.min(n, Math.ceil((top + height) / ROW) + 6);
  useEffect(() => { // what is in sight, and half a block before and after it
    for (let b = Math.max(0, Math.floor((first - BLOCK / 2) / BLOCK)); b * BLOCK < Math.min(n, last + BLOCK / 2); b++) ask(b);
  }, [first, last, total, fresh]);

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

  const choose = useRef((index: number) => { setChosen(index); order.at = index; });
  const shown = drawn(first, last, (i) => ({ row: rows.get(i), index: i, total: n, height: ROW, isChosen: i === chosen, onChoose: choose.current }));
  return (
    <section class="inbox">
      <div class="bar">
        <h1>{t('page.inbox')}</h1>
        <nav class="filters" aria-label={t('inbox.filter')}>
          {filters.map((f) => (
            <a key={f} href={`#/inbox/${f}`} aria-current={f === status ? 'true' : undefined}>
              {t(`status.${f}` as Key)}
              {total !== undefined && <span class="count">{number(counts[f] ?? 0)}</span>}
            </a>
          ))}
        </nav>
      </div>
      {error && <Failure message={error} again={retry} />}
      {total === 0 && <Nothing status={status} all={counts.all ?? 0} />}
      <div class="scroll" ref={box} tabIndex={-1} onScroll={(e) => setTop(Math.floor(e.currentTarget.scrollTop / ROW) * ROW)}>
        <ol style={{ height: `${n * ROW}px` }} aria-label={t('inbox.label')}>{shown}</ol>
      </div>
    </section>
  );
}
