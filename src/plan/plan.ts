/** The typed plan: what one soak is to do. Times in ms, sizes in bytes, rates per second. Frozen once parsed. */
import type { AlertPlan, SnapshotsPlan } from './alert/alert-plan.ts';
import type { FaultsPlan, ProxyPlan } from './fault/fault-plan.ts';
import type { LoadPlan } from './load/load-plan.ts';
import type { ReportsPlan } from './report/reports-plan.ts';
import type { Criterion } from './rule/criterion.ts';
import type { SchedulePlan } from './schedule/schedule-plan.ts';
import type { TargetPlan } from './target/target-plan.ts';

export interface Plan {
  readonly name: string;
  readonly ending: Ending;
  readonly warmup: { readonly kind: 'auto' } | { readonly kind: 'fixed'; readonly durationMs: number };
  /** A trend over a shorter steady span than this is inconclusive. */
  readonly minimumSpanMs: number;
  readonly targets: readonly TargetPlan[];
  readonly sample: SamplePlan;
  /** null: observe only. */
  readonly load: LoadPlan | null;
  /** Complete: the plan's own rules, or the default rules where it gives none, then the implied ones. */
  readonly criteria: readonly Criterion[];
  /** null: the run ends with its soak. */
  readonly drain: DrainPlan | null;
  /** Written at the end of each run; null: none. A plan that was stored before there were any has none. */
  readonly reports?: ReportsPlan | null;
  /** When the daemon starts it by itself; null: never. */
  readonly schedule: SchedulePlan | null;
  /** A plan that was stored before there were alerts has none. */
  readonly alerts?: readonly AlertPlan[];
  readonly snapshots?: SnapshotsPlan;
  /** null: nothing is done to the system. A plan that was stored before there were faults has none. */
  readonly faults?: FaultsPlan | null;
  readonly proxies?: readonly ProxyPlan[];
}

/** An ending that shows whether memory comes back. */
export interface DrainPlan {
  /** Without load. */
  readonly durationMs: number;
  /** Then with the load again; null: without. */
  readonly reloadMs: number | null;
}

/** Duration is of observed time. */
export type Ending =
  | { readonly kind: 'duration'; readonly durationMs: number }
  | { readonly kind: 'operations'; readonly operations: number };

export interface SamplePlan {
  readonly everyMs: number;
  readonly paths: readonly { readonly name: string; readonly path: string }[];
  readonly scrape: { readonly url: string; readonly series: readonly string[] } | null;
}
