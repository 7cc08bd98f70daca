// Loading of one thing for a view: waiting, failed with a button to try again, or there.
import { useEffect, useState } from 'preact/hooks';
import { t } from './i18n';

export interface Loaded<T> { value?: T; error?: string; again: () => void; set: (value: T) => void }

export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, inputs: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (value) => { if (!stop.signal.aborted) setState({ value }); },
      (e: Error) => { if (!stop.signal.aborted) setState((s) => ({ value: s.value, error: e.message })); },
    );
    return () => stop.abort();
  }, [...inputs, turn]);
  return { ...state, again: () => setTurn((n) => n + 1), set: (value) => setState({ value }) };
}

export function Waiting({ of }: { of: Pick<Loaded<unknown>, 'value' | 'error' | 'again'> }) {
  if (of.error) {
    return (
      <p class="failed" role="alert">{of.error} <button type="button" onClick={of.again}>{t('again')}</button></p>
    );
  }
  return of.value === undefined ? <p class="dim" role="status">{t('waiting')}</p> : null;
}
