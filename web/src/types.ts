// What the server sends; docs/page.md and docs/records.md tell the meaning of each field.
export type Verdict = 'open' | 'hold' | 'release' | 'seized' | 'cleared';
export const verdicts: Verdict[] = ['open', 'hold', 'release', 'seized', 'cleared'];

export type Role = 'reader' | 'analyst' | 'admin';
export interface Me { name: string; role: Role; seine: string; store: boolean }

export interface Decision { verdict: Verdict; reason: string; by: string; at: string }

export interface CaseRow {
  case: string; rank: number; score: number; probability: number; kit: string | null; kind: string | null; side: string;
  first: string; last: string; found: number; missing: number; consignments: number;
  from: string[]; to: string[]; parts: string[]; listed: string[]; reasons: string[]; decision: Decision | null;
  /** The last scan no longer found it. */
  stale: boolean;
}
export interface CasePage { total: number; offset: number; cases: CaseRow[]; counts: Record<string, number> }

export interface Component {
  component: string; name: string; consignments: string[]; strength: number; bits: number;
  /** Which goods can be the part, and why; cases that older versions kept have none. */
  goods?: { consignment: string; line: number; description?: string; hs?: string; strength: number; text: string }[];
}
export interface Expected {
  component: string; name: string; essential: boolean; reason?: string; seized?: string; comes: number; within_30_days: number;
  from_day?: string; likely_day?: string; to_day?: string; counterparts?: { actor: number; names: string[] }[];
  lanes?: { from: string; to: string; carrier?: string; pieces: number }[];
}
export interface Listed { list: string; entity: string; name: string; program: string; score: number }
export interface Actor {
  actor: number; names: string[]; roles: string[]; countries: string[]; watchlist: Listed[];
}
export interface Link { from: string; to: string; kind: string; bits: number; text: string }
export interface Evidence { kind: string; bits: number; text: string; refs: string[] }
export interface Place { name: string; country: string; lat: number; lon: number }

export interface Party {
  role: string; name?: string; address?: string; city?: string; postcode?: string; country?: string;
  phone?: string; email?: string; ids?: { type: string; value: string }[];
}
export interface Goods {
  line?: number; description?: string; hs?: string; quantity?: number; unit?: string; net_kg?: number;
  gross_kg?: number; value?: number; currency?: string; origin?: string;
}
export interface Leg { from?: string; to?: string; carrier?: string; mode?: string; departed?: string; arrived?: string }
export interface Paper {
  id: string; document?: { type?: string; number?: string; master?: string; issued?: string; withdrawn?: boolean };
  mode?: string; carrier?: string; legs?: Leg[]; parties?: Party[]; goods?: Goods[]; pieces?: number;
  gross_kg?: number; freight?: number; freight_currency?: string; remarks?: string;
}
export interface Case {
  case: string; rank: number; score: number; probability: number; kit: string | null; kind?: string; side: string;
  first: string; last: string; freight_paid_usd?: number; freight_together_usd?: number;
  components: Component[]; missing: string[]; expected: Expected[];
  consignments: { id: string; lines: number[]; role: string }[];
  actors: Actor[]; links: Link[]; evidence: Evidence[];
  decision: Decision | null; stale: boolean; decisions?: Decision[]; papers: Paper[]; places: Record<string, Place>; limits?: string[];
}

export interface Hit {
  score: number; bits: number; entity: string; list: string; name: string; matched_name: string;
  type: string; programs: string[]; countries: string[]; evidence: { kind: string; bits: number; text: string }[];
}
export interface ListStatus {
  key: string; name: string; publisher: string; date: string; format: string; version: string; entities: number; names: number;
}
export interface ListsStatus { version: number; read_at: number; last_error: string; lists: ListStatus[] }
export interface Job {
  job: string; state: 'waiting' | 'reading' | 'scanning' | 'done' | 'failed'; records: number; new: number;
  rejected: number; cases: number; message: string; rejects: { line: number; reason: string }[];
}
export interface AuditRow { n: number; at: string; by: string; what: string; object: string; note: string; hash: string }

/** An expected part as a rule for what comes in: docs/records.md, "Watch rules". */
export interface WatchRule {
  rule: string; case: string; kit: string | null; component: string; name: string; seized?: string; hs: string[]; essential: boolean;
  comes: number; within_30_days: number; from_day: string; likely_day: string; to_day: string;
  counterparts: string[]; lanes: { from: string; to: string; carrier?: string }[];
}
/** A record that answered to a rule. */
export interface Arrival { record: string; case: string; name: string; party: string | null; why: string[]; strength: number }

export interface PlanWish { from: string; days: number; capacity?: number; posts?: { post: string; capacity: number; covers: string[] }[] }
export interface Inspection {
  post: string; day: string; place: string; consignment: string | null; case: string | null; kit: string | null; why: 'gain' | 'score' | 'random';
  gain: number; factors: { case: number; piece: number; found: number }; last_chance: boolean; reason: string;
}
/** What to open: docs/records.md, "Plan". */
export interface Plan {
  cases: number; in_reach: number; hands: number; at_most: number; expected_stopped: { plan: number; by_score: number; by_random: number };
  inspections: Inspection[]; limits: string[];
}
