// The kit as a picture: one slot for each part, filled as far as the goods fit it, or empty with its chance to come.
import { day, percent, signed, t } from './i18n';
import { said } from './said';
import type { Case, Component, Expected } from './types';

const R = 19;
const ROUND = 2 * Math.PI * R;
const HARDLY = 0.005;
const FITS_SHOWN = 3;

function Ring({ share, empty }: { share: number; empty?: boolean }) {
  return (
    <svg class="ring" viewBox="0 0 48 48" aria-hidden="true">
      <circle class={empty ? 'slot-empty' : 'slot-track'} cx="24" cy="24" r={R} />
      {!empty && <circle class="slot-fill" cx="24" cy="24" r={R} transform="rotate(-90 24 24)" stroke-dasharray={`${ROUND * share} ${ROUND}`} />}
      <text x="24" y="28">{empty ? '?' : percent(share).replace(/\s/g, '')}</text>
    </svg>
  );
}

/** The kit at a glance: a full square for each part seen, an empty one for each that is not. */
export function Pips({ found, missing }: { found: number; missing: number }) {
  const all = found + missing, wide = Math.ceil(all / 2);
  return (
    <svg class="pips" viewBox={`0 0 ${wide * 11} 22`} width={wide * 11} height="22" aria-hidden="true">
      {Array.from({ length: all }, (_, i) => (
        <rect key={i} class={i < found ? 'pip' : 'pip empty'} x={(i % wide) * 11 + 1} y={Math.floor(i / wide) * 11 + 1} width="8" height="8" rx="1.5" />
      ))}
    </svg>
  );
}

/** How likely a missing part is to come, and by when. */
export function outlook(m: Expected): string {
  if (m.comes < HARDLY) return t('expected.hardly');
  return m.likely_day ? t('expected.by', { chance: percent(m.comes), day: day(m.likely_day) }) : t('expected.chance', { chance: percent(m.comes) });
}
export const isExpected = (m: Expected): boolean => m.comes >= HARDLY;
/** Likeliest first, essential parts before others that are as likely. */
export function byOutlook(expected: Expected[]): Expected[] {
  return [...expected].sort((a, b) => b.comes - a.comes || Number(b.essential) - Number(a.essential));
}

/** Which goods can be the part, and why: each wording once, what fits best first. */
function Fits({ p }: { p: Component }) {
  const seen = new Set<string>();
  const fits = [...(p.goods ?? [])].sort((a, b) => b.strength - a.strength).filter((g) => {
    const wording = `${g.description}\n${g.text}`, isNew = !seen.has(wording);
    seen.add(wording);
    return isNew;
  });
  return (
    <>
      {fits.slice(0, FITS_SHOWN).map((g) => <span class="fit" key={`${g.consignment} ${g.line}`}>{g.description} <span class="dim">({said(g.text)})</span></span>)}
      {fits.length > FITS_SHOWN && <span class="fit dim">{t(fits.length - FITS_SHOWN === 1 ? 'kit.more.one' : 'kit.more', { n: fits.length - FITS_SHOWN })}</span>}
    </>
  );
}

export function Kit({ c, show }: { c: Case; show: (id: string) => void }) {
  const missing = [...c.expected].sort((a, b) => Number(b.essential) - Number(a.essential) || b.comes - a.comes);
  if (!c.kit && !c.components.length) return <p class="dim">{t('kit.nothing')}</p>;
  return (
    <>
      <p class="dim">{t('kit.legend', { found: c.components.length, all: c.components.length + c.missing.length })}</p>
      <ul class="slots">
        {c.components.map((p, i) => ({ p, i })).sort((a, b) => b.p.strength - a.p.strength || a.i - b.i).map(({ p, i }) => (
          <li key={p.component} class={`slot k${i % 12}`}>
            <Ring share={p.strength} />
            <div>
              <b>{said(p.name)}</b>
              <span class="dim">{t('kit.fit', { fit: percent(p.strength), bits: signed(p.bits) })}</span>
              <Fits p={p} />
              <span class="chips">{p.consignments.map((id) => (
                <button type="button" class="chip" key={id} onClick={() => show(id)} aria-label={t('show.paper', { id })}>{id}</button>
              ))}</span>
            </div>
          </li>
        ))}
        {missing.map((m) => (
          <li key={m.component} class="slot missing">
            <Ring share={0} empty />
            <div>
              <b>{said(m.name)}</b>
              <span class="dim">
                <span class="tag">{t(m.seized ? 'kit.seized' : 'kit.missing')}</span>
                {m.essential && <> <span class="tag bad">{t('kit.essential')}</span></>} {outlook(m)}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
