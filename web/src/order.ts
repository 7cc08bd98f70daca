// The order in which the reader goes through the inbox, so that "next case" on a case's page goes on where the list did.
import { api } from './api';

const ids = new Map<number, string>();

export const order = {
  status: 'undecided',
  at: 0,

  /** Another list, or the same read again: what was known of it is gone. */
  begin(status: string): void {
    if (this.status !== status) this.at = 0;
    this.status = status;
    this.at = Math.ceil(this.at);
    ids.clear();
  },
  know(index: number, id: string): void { ids.set(index, id); },

  /** The id of the next or previous case; undefined at an end. rank: of the case shown, for who came by its address. */
  async step(by: 1 | -1, rank: number | undefined): Promise<string | undefined> {
    if (!ids.size && rank) { this.status = 'all'; this.at = rank - 1; }
    const next = by > 0 ? Math.floor(this.at + 1) : Math.ceil(this.at - 1);
    if (next < 0) return undefined;
    if (!ids.has(next)) {
      const page = await api.cases(next, 20, this.status === 'all' ? '' : this.status);
      page.cases.forEach((c, i) => this.know(next + i, c.case));
    }
    const id = ids.get(next);
    if (id) this.at = next;
    return id;
  },

  /** The case shown was decided: if that takes it out of the list, those after it move up and we stand between two. */
  decided(verdict: string): void {
    if (this.status === 'all' || this.status === verdict || !Number.isInteger(this.at)) return;
    const old = [...ids];
    ids.clear();
    for (const [i, id] of old) if (i !== this.at) ids.set(i > this.at ? i - 1 : i, id);
    this.at -= 0.5;
  },
};
