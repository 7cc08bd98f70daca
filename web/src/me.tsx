// Who the reader is and what the token may: a button that would be refused says so before it is pressed.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { t, word } from './i18n';
import type { Me, Role } from './types';

const ranks: Role[] = ['reader', 'analyst', 'admin'];

/** null: the server was asked and has not answered; undefined: it did not say. */
export const MeContext = createContext<Me | null | undefined>(null);

export const useIsAsked = (): boolean => useContext(MeContext) === null;

/** Why this reader may not; undefined: may, or it is not known yet and the server will say. */
export function useRefusal(least: Role): string | undefined {
  const me = useContext(MeContext);
  if (!me || ranks.indexOf(me.role) >= ranks.indexOf(least)) return undefined;
  return t('refused', { role: word('roleof', me.role), least: word('roleof', least) });
}

export function Refusal({ text }: { text: string }) {
  return <p class="refused">{text}</p>;
}
