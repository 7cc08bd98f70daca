// Deciding a case: one key, one reason. What was typed outlives everything but the decision: a closed dialog, a lost
// server, a token that ended, the page loaded anew.
import { useState } from 'preact/hooks';
import { api } from './api';
import { Dialog } from './dialog';
import { day, t, type Key } from './i18n';
import { useIsAsked, useRefusal } from './me';
import { verdicts, type Decision, type Verdict } from './types';

export const verdictKeys: Record<Verdict, string> = { open: 'o', hold: 'h', release: 'r', seized: 's', cleared: 'c' };

const drafts = new Map<string, string>();
const slot = (id: string) => `seine.draft.${id}`;
function draftOf(id: string): string {
  try { return drafts.get(id) ?? sessionStorage.getItem(slot(id)) ?? ''; } catch { return drafts.get(id) ?? ''; }
}
function keepDraft(id: string, text: string): void {
  drafts.set(id, text);
  try { if (text) sessionStorage.setItem(slot(id), text); else sessionStorage.removeItem(slot(id)); } catch { /* kept in memory only */ }
}

export function DecisionBadge({ decision, stale }: { decision: Decision | null | undefined; stale?: boolean }) {
  if (stale) return <>{decision && <><DecisionBadge decision={decision} /> </>}<span class="badge stale">{t('status.stale')}</span></>;
  if (!decision) return <span class="badge none">{t('status.undecided')}</span>;
  return <span class={`badge ${decision.verdict}`}>{t(`status.${decision.verdict}` as Key)}</span>;
}

export function DecideBar({ decision, onPick }: { decision: Decision | null; onPick: (v: Verdict) => void }) {
  const refusal = useRefusal('analyst'), isAsked = useIsAsked();
  return (
    <div class="decide" role="group" aria-label={t('decide.label')}>
      {verdicts.map((v) => (
        <button type="button" key={v} class={v} aria-pressed={decision?.verdict === v} aria-disabled={refusal || isAsked ? 'true' : undefined}
          aria-describedby={refusal ? 'no-deciding' : undefined} title={refusal ?? t(`decide.means.${v}` as Key)} onClick={() => onPick(v)}>
          {t(`do.${v}` as Key)} <kbd>{verdictKeys[v]}</kbd>
        </button>
      ))}
      {refusal && <span class="dim" id="no-deciding">{refusal}</span>}
    </div>
  );
}

export function Decisions({ all }: { all: Decision[] }) {
  if (!all.length) return null;
  return (
    <ul class="decisions">
      {all.map((d) => (
        <li key={d.at + d.verdict}><DecisionBadge decision={d} /> <bdi>{t('decide.was', { day: day(d.at), by: d.by || '\u2013', reason: d.reason })}</bdi></li>
      ))}
    </ul>
  );
}

export function DecideDialog({ id, verdict, onClose, onDone }: {
  id: string; verdict: Verdict; onClose: () => void; onDone: (d: Decision) => void;
}) {
  const [reason, setReason] = useState(draftOf(id));
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const write = (text: string) => { setReason(text); keepDraft(id, text); };
  const send = async (e: Event) => {
    e.preventDefault();
    if (busy) return;
    if (!reason.trim()) { setError(t('decide.needs')); return; }
    setBusy(true);
    setError('');
    try {
      const decision = await api.decide(id, verdict, reason.trim());
      keepDraft(id, '');
      onDone(decision);
    } catch (failure) {
      setError(`${(failure as Error).message} ${t('decide.kept')}`);
      setBusy(false);
    }
  };
  const usual = [1, 2, 3].map((n) => t(`decide.${verdict}.${n}` as Key));
  return (
    <Dialog title={t('decide.title', { verdict: t(`do.${verdict}` as Key), id })} onClose={onClose}>
      <form onSubmit={send}>
        <p class="dim">{t(`decide.means.${verdict}` as Key)}</p>
        <label>{t('decide.reason')}
          <input autofocus maxLength={1000} value={reason} aria-invalid={error ? 'true' : undefined}
            aria-describedby={error ? 'decide-error' : undefined} onInput={(e) => write(e.currentTarget.value)} />
        </label>
        <p class="usual">
          {usual.map((u) => <button type="button" key={u} onClick={() => write(u)}>{u}</button>)}
        </p>
        {error && <p class="failed" role="alert" id="decide-error">{error}</p>}
        <p class="buttons">
          <button class={`main ${verdict}`} aria-disabled={busy ? 'true' : undefined}>{t(busy ? 'decide.busy' : `do.${verdict}` as Key)} <kbd>{'\u21b5'}</kbd></button>
          <button type="button" onClick={onClose}>{t('cancel')} <kbd>Esc</kbd></button>
        </p>
      </form>
    </Dialog>
  );
}
