// Loading of one thing for a view: waiting, failed with a button to try again, or there. What failed is asked for again
// by itself when the server is back or another token was given.
import { useEffect, useState } from 'preact/hooks';
import { recovered } from './api';
import { t } from './i18n';

export interface Loaded<T> { value?: T; error?: string; again: () => void; set: (value: T) => void }

export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, inputs: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((n) => n + 1);
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal).then(
      (value) => { if (!stop.signal.aborted) setState({ value }); },
      (e: Error) => { if (!stop.signal.aborted) setState((s) => ({ value: s.value, error: e.message })); },
    );
    return () => stop.abort();
  }, [...inputs, turn]);
  useEffect(() => (state.error ? recovered.on(again) : undefined), [state.error]);
  return { ...state, again, set: (value) => setState({ value }) };
}

export function Failure({ message, again }: { message: string; again?: () => void }) {
  return <p class="failed" role="alert">{message} {again && <button type="button" onClick={again}>{t('again')}</button>}</p>;
}

export function Waiting({ of }: { of: Pick<Loaded<unknown>, 'value' | 'error' | 'again'> }) {
  if (of.error) return <Failure message={of.error} again={of.again} />;
  return of.value === undefined ? <p class="dim" role="status">{t('waiting')}</p> : null;
}
