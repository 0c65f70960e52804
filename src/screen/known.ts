/** All that a dashboard knows of the run it shows; how it came by it is no concern of what is drawn. */
import type { Assessment } from '../analysis/assessment.ts';
import type { SoakStatus } from '../control/status.ts';
import type { AlertRow } from '../store/alert-record.ts';
import type { EventRow } from '../store/event-record.ts';
import type { RunProgress, RunState } from '../store/run-record.ts';
import type { Window } from './window.ts';

export interface KnownRun {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly phase: RunProgress['phase'];
  readonly startedWallMs: number;
  readonly observedMs: number;
  readonly endedWallMs: number | null;
  readonly heartbeatWallMs: number;
  readonly ownerKind: RunProgress['ownerKind'] | null;
  readonly thinned: boolean;
  readonly verdict: RunProgress['verdict'] | null;
}

/**
 * live: it goes on. vanished: it is stored as running, and nobody conducts it any more. ended: it has its verdict, or
 * will have none.
 */
export type Standing = 'live' | 'vanished' | 'ended';

export interface Known {
  readonly run: KnownRun;
  readonly standing: Standing;
  readonly targets: readonly string[];
  readonly hasLoad: boolean;
  readonly everyMs: number;
  /** Of the plan; null: it ends after a number of operations. */
  readonly plannedMs: number | null;
  /** Of the newest reading or event, on the run's clock. */
  readonly newestMs: number;
  readonly window: Window;
  /** Oldest first, the newest few hundred. */
  readonly events: readonly EventRow[];
  readonly failures: readonly { readonly failure: string; readonly count: number }[];
  readonly operations: number;
  readonly missedTicks: number;
  /** Alerts that fire. */
  readonly firing: readonly Pick<AlertRow, 'name' | 'severity'>[];
  /** What the running soak says of itself; null: it does not run, or cannot be asked. */
  readonly status: SoakStatus | null;
  /** Why it cannot be asked, although it runs; null: it can. */
  readonly unheard: string | null;
  /** Why soakd does not do all it should; null: it does. */
  readonly degraded: string | null;
  readonly assessment: Assessment | null;
  /** When what it says was so, in Unix time; null: there is none. */
  readonly assessedWallMs: number | null;
  readonly assessing: boolean;
  /** What keeps the dashboard itself from its work; null: nothing. */
  readonly trouble: string | null;
  readonly nowWallMs: number;
}
