// Evidence with bits: every row adds to the score, for it to the right and against it to the left, gathered by what it
// speaks of, each group with its sum; the last column is the sum that has been reached.
import { number, signed, t, word, type Key } from './i18n';
import { said } from './said';
import type { Case, Evidence } from './types';

/** What the kinds of evidence speak of; what is not named here speaks of the papers. */
const groups: Record<string, string[]> = {
  prior: ['prior'],
  parties: ['listed-party', 'aliases', 'new-parties', 'uncertain-links', 'successor', 'forwarder-consignee', 'eori-form', 'lei-check-digits', 'consignee-changed'],
  goods: ['component', 'number', 'variety', 'together', 'dealer', 'vague-text', 'text-against-hs', 'cover-phrase', 'sample', 'data-media', 'undeclared-danger',
    'dangerous-no-un', 'un-number', 'hs-code', 'density', 'value-per-kg', 'origin-rare', 'other-business', 're-order', 're-sent', 'renamed-goods'],
  moves: ['short-life', 'span', 'size', 'custom', 'relay', 'dispersal', 'reappears', 'passed-through', 'gathered', 'detour', 'way-rare', 'leg-not-flown', 'slow'],
  money: ['excess-freight', 'freight-high', 'freight-over-value', 'freight-far', 'value-under-limit'],
  papers: [],
  law: ['banned-goods', 'measure'],
};
const groupOf = (kind: string) => Object.keys(groups).find((g) => groups[g].includes(kind)) ?? 'papers';

type Row = Pick<Evidence, 'kind' | 'bits' | 'text'> & { refs?: string[] };
const sumOf = (rows: Row[]) => rows.reduce((n, e) => n + e.bits, 0);
const side = (bits: number) => (Math.abs(bits) < 0.05 ? 'dim' : bits < 0 ? 'con' : 'pro');

function Bar({ bits, most }: { bits: number; most: number }) {
  const w = 50 * Math.min(1, Math.abs(bits) / most);
  return (
    <svg class="bitsbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class={bits < 0 ? 'con' : 'pro'} x={bits < 0 ? 50 - w : 50} y="1" width={w} height="8" />
      <line x1="50" x2="50" y1="0" y2="10" />
    </svg>
  );
}

const SHOWN = 12;

function Chips({ refs, show }: { refs: string[]; show: (id: string) => void }) {
  if (!refs.length) return null;
  return (
    <span class="chips">
      {refs.slice(0, SHOWN).map((id) => (
        <button type="button" class="chip" key={id} onClick={() => show(id)} aria-label={t('show.paper', { id })}>{id}</button>
      ))}
      {refs.length > SHOWN && <span class="dim">+{number(refs.length - SHOWN)}</span>}
    </span>
  );
}

function Head() {
  return (
    <thead><tr><th scope="col">{t('evidence.what')}</th><th scope="col">{t('evidence.text')}</th><th scope="col" class="n">{t('evidence.bits')}</th>
      <th class="barcell" scope="col"><span class="ends"><span class="con">{t('evidence.con')}</span><span class="pro">{t('evidence.pro')}</span></span></th>
      <th scope="col" class="n">{t('evidence.sum')}</th></tr></thead>
  );
}

function One({ e, sum, most, show }: { e: Row; sum: number; most: number; show?: (id: string) => void }) {
  return (
    <tr>
      <td class="kind">{word('evidence', e.kind)}</td>
      <td dir="auto" class="text">{said(e.text)}{show && <Chips refs={e.refs ?? []} show={show} />}</td>
      <td class={`n ${side(e.bits)}`}>{signed(e.bits)}</td>
      <td class="barcell"><Bar bits={e.bits} most={most} /></td>
      <td class="n dim">{number(sum, 1)}</td>
    </tr>
  );
}

function Total({ sum }: { sum: number }) {
  return <tbody class="total"><tr><th scope="row" colSpan={2}>{t('evidence.total')}</th><td class="n">{signed(sum)}</td><td class="barcell" /><td class="n">{number(sum, 1)}</td></tr></tbody>;
}

export function EvidenceRows({ rows }: { rows: Row[] }) {
  const most = Math.max(1, ...rows.map((e) => Math.abs(e.bits)));
  return (
    <table class="evidence">
      <Head />
      <tbody>{rows.map((e, i) => <One key={i} e={e} most={most} sum={sumOf(rows.slice(0, i + 1))} />)}</tbody>
      <Total sum={sumOf(rows)} />
    </table>
  );
}

export function EvidenceTable({ c, show }: { c: Case; show: (id: string) => void }) {
  const most = Math.max(1, ...c.evidence.map((e) => Math.abs(e.bits)));
  let sum = 0;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t('case.evidence')}>
      <table class="evidence">
        <Head />
        {Object.keys(groups).map((g) => {
          const rows = c.evidence.filter((e) => groupOf(e.kind) === g).sort((a, b) => b.bits - a.bits);
          if (!rows.length) return null;
          const all = sumOf(rows);
          return (
            <tbody key={g}>
              <tr class="group"><th scope="rowgroup" colSpan={2}>{t(`group.${g}` as Key)}</th><td class={`n ${side(all)}`}>{signed(all)}</td><td class="barcell" /><td /></tr>
              {rows.map((e, i) => { sum += e.bits; return <One key={i} e={e} sum={sum} most={most} show={show} />; })}
            </tbody>
          );
        })}
        <Total sum={sum} />
      </table>
    </div>
  );
}
