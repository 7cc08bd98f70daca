// The one place that talks to the server. Errors are ApiError with the server's own words; a server that cannot be
// reached is status 0. The token lives in the tab's session only.
import { t } from './i18n';
import type { Arrival, AuditRow, Case, CasePage, Decision, Hit, Job, ListsStatus, Me, Plan, PlanWish, Verdict, WatchRule } from './types';

export class ApiError extends Error {
  constructor(readonly status: number, message: string) { super(message); }
}

let token = '';
try { token = sessionStorage.getItem('seine.token') ?? ''; } catch { /* kept in memory only */ }
export function setToken(next: string): void {
  token = next;
  try { sessionStorage.setItem('seine.token', next); } catch { /* kept in memory only */ }
}
/** What was pasted may be the whole address that the server prints. */
export const tokenOf = (pasted: string): string => pasted.trim().replace(/^.*#token=/, '');
export const hasToken = (): boolean => token !== '';
export function headers(): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** A set of functions to call when something happens. */
function bell() {
  const all = new Set<() => void>();
  return {
    ring: () => all.forEach((fn) => fn()),
    on: (fn: () => void) => { all.add(fn); return () => { all.delete(fn); }; },
  };
}
/** The server was lost or is back; see isReachable. */
export const reachability = bell();
/** Asking again may help: the server is back, or there is another token. */
export const recovered = bell();
/** The server does not take the token. */
export const denied = bell();

let reachable = true;
export const isReachable = (): boolean => reachable;
export function reached(ok: boolean): void {
  if (ok === reachable) return;
  reachable = ok;
  reachability.ring();
  if (ok) recovered.ring();
}

export function messageOf(body: string, status: number): string {
  try {
    const v = JSON.parse(body);
    const message = v.detail ?? v.error?.message ?? v.message ?? v.error;
    if (typeof message === 'string' && message) return message;
  } catch { /* not JSON */ }
  return t('error.status', { status });
}

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`api/v1/${path}`, { ...init, headers: { ...headers(), ...(init.headers ?? {}) } });
  } catch (e) {
    if (init.signal?.aborted) throw e;
    reached(false);
    throw new ApiError(0, t('error.unreachable'));
  }
  reached(true);
  if (response.ok) return response;
  if (response.status === 401) denied.ring();
  throw new ApiError(response.status, messageOf(await response.text(), response.status));
}
async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await call(path, { signal })).json() as Promise<T>;
}

const query = (values: Record<string, string | number | undefined>): string => {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(values)) if (v !== undefined && v !== '') q.set(k, String(v));
  return q.toString();
};

export const api = {
  me: () => get<Me>('me'),
  cases: (offset: number, limit: number, status: string, signal?: AbortSignal) =>
    get<CasePage>(`cases?${query({ offset, limit, status })}`, signal),
  case: async (id: string, signal?: AbortSignal): Promise<Case> => {
    const c = await get<Case>(`cases/${encodeURIComponent(id)}`, signal);
    // Asked for by what papers say, "constructor" too: an object that has nothing by itself.
    return { ...c, places: Object.assign(Object.create(null) as Case['places'], c.places) };
  },
  decide: async (id: string, verdict: Verdict, reason: string): Promise<Decision> => {
    for (let tries = 1; ; tries++) {
      try {
        return await (await call(`cases/${encodeURIComponent(id)}/decision`, {
          method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ verdict, reason }),
        })).json() as Decision;
      } catch (e) {
        // 503: a scan is writing to the store; it will be through.
        if (!(e instanceof ApiError) || e.status !== 503 || tries === 10) throw e;
        await new Promise((next) => setTimeout(next, 2000));
      }
    }
  },
  explain: (name: string, country: string, type: string, signal?: AbortSignal) =>
    get<{ query: string; hits: Hit[]; names: number }>(`explain?${query({ name, country, type, limit: 20 })}`, signal),
  lists: () => get<ListsStatus>('lists'),
  watch: (offset: number) => get<{ rules: WatchRule[]; total: number }>(`watch?${query({ offset, limit: 100 })}`),
  /** Newest first; those of a case that is no longer kept are left out. */
  arrivals: async () => {
    const { arrivals } = await get<{ arrivals: { n: number; notice: { arrival?: Arrival } }[] }>(`watch/arrivals?${query({ limit: 100 })}`);
    return arrivals.map((a) => a.notice.arrival).filter((a): a is Arrival => a !== undefined);
  },
  plan: async (wish: PlanWish) => (await call('plans', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) })).json() as Promise<Plan>,
  reloadLists: async () => { await call('lists/reload', { method: 'POST' }); },
  audit: (before: number | undefined) => get<{ rows: AuditRow[]; intact: boolean; message: string }>(`audit?${query({ before, limit: 200 })}`),
  job: (id: string) => get<Job>(`jobs/${encodeURIComponent(id)}`),
};

/** Sends a file with progress from 0 to 1; resolves to the job that reads it. */
export function upload(file: File, progress: (share: number) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    const r = new XMLHttpRequest();
    r.open('POST', `api/v1/consignments?${query({ name: file.name })}`);
    for (const [k, v] of Object.entries(headers())) r.setRequestHeader(k, v);
    r.setRequestHeader('Content-Type', 'application/octet-stream');
    r.upload.onprogress = (e) => { if (e.lengthComputable) progress(e.loaded / e.total); };
    r.onerror = () => { reached(false); reject(new ApiError(0, t('error.unreachable'))); };
    r.onload = () => {
      if (r.status === 401) denied.ring();
      if (r.status >= 200 && r.status < 300) resolve(JSON.parse(r.responseText));
      else reject(new ApiError(r.status, messageOf(r.responseText, r.status)));
    };
    r.send(file);
  });
}

const EVERY_MS = 3000;
let wake = (): void => undefined;
const pause = (ms: number) => new Promise<void>((next) => { wake = next; setTimeout(next, ms); });
/** Does not wait for the next turn. */
export function askNow(): void { wake(); }

async function once(on: (fn: () => void) => () => void): Promise<void> {
  let off = (): void => undefined;
  await new Promise<void>((next) => { off = on(next); });
  off();
}

/** Calls fn whenever cases or decisions may have changed, until the signal; a lost server is asked again. */
export async function events(fn: () => void, signal: AbortSignal): Promise<void> {
  let seen: string | undefined;
  while (!signal.aborted) {
    try {
      const text = await (await call(`events?${query({ since: seen })}`, { signal, headers: { Accept: 'text/event-stream' } })).text();
      seen = /^id: (\d+)$/m.exec(text)?.[1] ?? seen;
      if (/^event: cases$/m.test(text)) fn();
    } catch (e) {
      if (signal.aborted) return;
      if (e instanceof ApiError && e.status === 401) await once(recovered.on); // asking on would count as guessing
      else if (e instanceof ApiError && e.status === 404) return;
    }
    await pause(EVERY_MS);
  }
}
