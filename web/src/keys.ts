// Keys of the page, one table: the handlers look them up here and the help prints it.
import { useEffect, useRef } from 'preact/hooks';
import type { Key } from './i18n';

export const keyTable: { keys: string[]; does: Key }[] = [
  { keys: ['i'], does: 'key.inbox' },
  { keys: ['w'], does: 'key.watch' },
  { keys: ['n'], does: 'key.plan' },
  { keys: ['/'], does: 'key.names' },
  { keys: ['l'], does: 'key.lists' },
  { keys: ['u'], does: 'key.ingest' },
  { keys: ['a'], does: 'key.audit' },
  { keys: ['j', '\u2193'], does: 'key.next' },
  { keys: ['k', '\u2191'], does: 'key.previous' },
  { keys: ['Enter'], does: 'key.enter' },
  { keys: ['o'], does: 'key.open' },
  { keys: ['h'], does: 'key.hold' },
  { keys: ['r'], does: 'key.release' },
  { keys: ['s'], does: 'key.seized' },
  { keys: ['c'], does: 'key.cleared' },
  { keys: ['1', '\u2026', '7'], does: 'key.sections' },
  { keys: ['p'], does: 'key.print' },
  { keys: ['t'], does: 'key.theme' },
  { keys: ['Esc'], does: 'key.escape' },
  { keys: ['?'], does: 'key.help' },
];

function isTyping(target: EventTarget | null): boolean {
  const e = target as HTMLElement | null;
  return !!e && (/^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName) || e.isContentEditable);
}

/** Runs the handler of a pressed key, unless something is being typed or a dialog is open. */
export function useKeys(handlers: Record<string, () => void>): void {
  const now = useRef(handlers);
  now.current = handlers;
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.altKey || e.metaKey || isTyping(e.target) || document.querySelector('dialog[open]')) return;
      if (e.key === 'Enter' && (e.target as HTMLElement).closest?.('a:not(.row a),button,summary')) return;
      const handler = Object.hasOwn(now.current, e.key) ? now.current[e.key] : undefined;
      if (!handler) return;
      e.preventDefault();
      handler();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
