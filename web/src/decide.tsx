// Deciding a case: one key, one reason.
import { useState } from 'preact/hooks';
import { api } from './api';
import { Dialog } from './dialog';
import { day, t, type Key } from './i18n';
import { verdicts, type Decision, type Verdict } from './types';

export const verdictKeys: Record<Verdict, string> = { open: 'o', hold: 'h', release: 'r', seized: 's', cleared: 'c' };

export function DecisionBadge({ decision }: { decision: Decision | null | undefined }) {
  if (!decision) return <span class="badge none">{t('status.undecided')}</span>;
  return <span class={`badge ${decision.verdict}`}>{t(`status.${decision.verdict}` as Key)}</span>;
}

export function DecideBar({ decision, onPick }: { decision: Decision | null; onPick: (v: Verdict) => void }) {
  return (
    <div class="decide" role="group" aria-label={t('decide.label')}>
      {verdicts.map((v) => (
        <button type="button" key={v} class={v} aria-pressed={decision?.verdict === v} onClick={() => onPick(v)}>
          {t(`do.${v}` as Key)} <kbd>{verdictKeys[v]}</kbd>
        </button>
      ))}
      {decision && (
        <span class="dim">{t('decide.was', { verdict: t(`status.${decision.verdict}` as Key), by: decision.by || '\u2013', day: day(decision.at), reason: decision.reason })}</span>
      )}
    </div>
  );
}

export function DecideDialog({ id, verdict, onClose, onDone }: {
  id: string; verdict: Verdict; onClose: () => void; onDone: (d: Decision) => void;
}) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (e: Event) => {
    e.preventDefault();
    if (!reason.trim()) { setError(t('decide.needs')); return; }
    setBusy(true);
    try {
      onDone(await api.decide(id, verdict, reason.trim()));
    } catch (failure) {
      setError((failure as Error).message);
      setBusy(false);
    }
  };
  const usual = [1, 2, 3].map((n) => t(`decide.${verdict}.${n}` as Key));
  return (
    <Dialog title={t('decide.title', { verdict: t(`do.${verdict}` as Key), id })} onClose={onClose}>
      <form onSubmit={send}>
        <label>{t('decide.reason')}
          <input autofocus maxLength={1000} value={reason} aria-invalid={error ? 'true' : undefined}
            aria-describedby={error ? 'decide-error' : undefined} onInput={(e) => setReason(e.currentTarget.value)} />
        </label>
        <p class="usual">
          {usual.map((u) => <button type="button" key={u} onClick={() => setReason(u)}>{u}</button>)}
        </p>
        {error && <p class="failed" role="alert" id="decide-error">{error}</p>}
        <p class="buttons">
          <button class={`main ${verdict}`} disabled={busy}>{t(`do.${verdict}` as Key)}</button>
          <button type="button" onClick={onClose}>{t('cancel')}</button>
        </p>
      </form>
    </Dialog>
  );
}
