// Evidence with bits: every row adds to the score, for it to the right and against it to the left, in the case's order
// by size, with the sum that has been reached.
import { number, signed, t, word } from './i18n';
import type { Case, Evidence } from './types';

function Bar({ bits, most }: { bits: number; most: number }) {
  const w = 50 * Math.min(1, Math.abs(bits) / most);
  return (
    <svg class="bitsbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class={bits < 0 ? 'con' : 'pro'} x={bits < 0 ? 50 - w : 50} y="1" width={w} height="8" />
      <line x1="50" x2="50" y1="0" y2="10" />
    </svg>
  );
}

export function EvidenceRows({ rows, show }: { rows: Pick<Evidence, 'kind' | 'bits' | 'text'>[] & { refs?: string[] }[]; show?: (id: string) => void }) {
  const most = Math.max(1, ...rows.map((e) => Math.abs(e.bits)));
  let sum = 0;
  return (
    <table class="evidence">
      <thead><tr><th scope="col">{t('evidence.kind')}</th><th scope="col">{t('evidence.text')}</th><th scope="col" class="n">{t('evidence.bits')}</th>
        <th class="barcell" scope="col"><span class="unseen">{t('evidence.bar')}</span></th><th scope="col" class="n">{t('evidence.sum')}</th></tr></thead>
      <tbody>
        {rows.map((e, i) => {
          sum += e.bits;
          const refs = (e as Evidence).refs ?? [];
          return (
            <tr key={i}>
              <td class="kind">{word('evidence', e.kind)}</td>
              <td dir="auto">{e.text}{show && refs.length > 0 && (
                <span class="chips">{refs.slice(0, 12).map((id) => (
                  <button type="button" class="chip" key={id} onClick={() => show(id)} aria-label={t('show.paper', { id })}>{id}</button>
                ))}</span>)}</td>
              <td class={`n ${e.bits < 0 ? 'con' : 'pro'}`}>{signed(e.bits)}</td>
              <td class="barcell"><Bar bits={e.bits} most={most} /></td>
              <td class="n dim">{number(sum, 1)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot><tr><th scope="row" colSpan={2}>{t('evidence.total')}</th><td class="n">{signed(sum)}</td><td /><td /></tr></tfoot>
    </table>
  );
}

export function EvidenceTable({ c, show }: { c: Case; show: (id: string) => void }) {
  const first = c.evidence.filter((e) => e.kind === 'prior');
  const rest = c.evidence.filter((e) => e.kind !== 'prior').sort((a, b) => b.bits - a.bits);
  return <div class="wide" tabIndex={0} role="region" aria-label={t('case.evidence')}><EvidenceRows rows={[...first, ...rest]} show={show} /></div>;
}
