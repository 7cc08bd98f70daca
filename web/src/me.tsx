// Who the reader is and what the token may: a button that would be refused says so before it is pressed.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { t, word } from './i18n';
import type { Me, Role } from './types';

const ranks: Role[] = ['reader', 'analyst', 'admin'];

export const MeContext = createContext<Me | undefined>(undefined);

/** Why this reader may not; undefined: may, or it is not known yet and the server will say. */
export function useRefusal(least: Role): string | undefined {
  const me = useContext(MeContext);
  if (!me || ranks.indexOf(me.role) >= ranks.indexOf(least)) return undefined;
  return t('refused', { role: word('roleof', me.role), least: word('roleof', least) });
}

export function Refusal({ text }: { text: string }) {
  return <p class="refused">{text}</p>;
}
