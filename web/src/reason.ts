// The reason of a case in one line, put together from figures so that it reads in every language.
import { listShort, t, word } from './i18n';
import type { Actor, Case, CaseRow } from './types';

/** What a case is about: the kit, or the evidence that it rests on without one. */
export function kitName(c: { kit: string | null; kind?: string | null }): string {
  if (c.kit) return word('kit', c.kit);
  return c.kind ? word('about', c.kind) : t('kit.none');
}
export function days(first: string, last: string): number {
  return Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / 86400000) + 1) || 1;
}

type Summary = Pick<CaseRow, 'kit' | 'first' | 'last' | 'found' | 'missing' | 'consignments' | 'from' | 'to'>;

export function headline(c: Summary): string {
  const span = days(c.first, c.last);
  return [
    c.kit ? t('reason.parts', { n: c.found, all: c.found + c.missing }) : '',
    c.from.length || c.to.length ? `${listShort(c.from) || '?'} \u2192 ${listShort(c.to) || '?'}` : '',
    t(c.consignments === 1 ? 'reason.paper' : 'reason.papers', { papers: c.consignments }),
    span > 1 ? t('reason.days', { days: span }) : '',
  ].filter(Boolean).join(' \u00b7 ');
}

export const isSender = (a: Actor): boolean => a.roles.includes('sender') || a.roles.includes('agent');
export const isReceiver = (a: Actor): boolean => a.roles.includes('receiver');

const named = (c: Case, id: string, roles: string[]): string[] =>
  c.papers.filter((p) => p.id === id).flatMap((p) => p.parties ?? []).flatMap((q) => (q.name && roles.includes(q.role) ? [q.name] : []));

/** Who received goods and sent them on, with the number of times, most often first. */
export function passers(c: Case): { actor: Actor; times: number }[] {
  const times = new Map<Actor, number>();
  for (const l of c.links) {
    if (l.kind !== 'relay') continue;
    const names = [...named(c, l.from, ['consignee', 'buyer', 'end-user']), ...named(c, l.to, ['shipper', 'seller'])];
    const actor = names.map((n) => c.actors.find((a) => a.names.includes(n))).find(Boolean);
    if (actor) times.set(actor, (times.get(actor) ?? 0) + 1);
  }
  return [...times].map(([actor, n]) => ({ actor, times: n })).sort((a, b) => b.times - a.times || a.actor.actor - b.actor.actor);
}

/** The one in the middle, and how many stand on the other side. */
export function middle(c: Case): { actor: Actor | undefined; others: number } {
  const mine = c.side === 'sender' ? isSender : isReceiver, theirs = c.side === 'sender' ? isReceiver : isSender;
  const actor = c.actors.find(mine) ?? c.actors.find((a) => a.watchlist.length > 0) ?? c.actors[0];
  return { actor, others: c.actors.filter((a) => a !== actor && theirs(a)).length };
}
