/**
 * One soak from start to end: ready → warm-up → soak → drain → reload → ended. Joins the targets, the sampler, the load,
 * the store and the analysis, which do not know each other.
 */
import type { Assessment } from '../analysis/assessment.ts';
import type { Clock } from '../clock.ts';
import type { SoakStatus } from '../control/status.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import type { Plan } from '../plan/plan.ts';
import type { EventRow } from '../store/event-record.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { RunProgress } from '../store/run-record.ts';
import type { StoreWriter } from '../store/writer.ts';
import { begin } from './begin.ts';
import type { SoakFigures } from './live-figures.ts';
import { Soak } from './running.ts';
import { storedPlan, takeUp } from './take-up.ts';

export type SoakRequest =
  | { readonly kind: 'new'; readonly parsed: ParsedPlan }
  /** Of abandonedRuns(): its soakd died. */
  | { readonly kind: 'resumed'; readonly run: RunFacts };

export interface SoakOptions {
  readonly request: SoakRequest;
  /** Of `database`; several soaks may share it. */
  readonly store: StoreWriter;
  readonly database: string;
  /** soakd's own, for the facts of the run. */
  readonly version: string;
  /** Where the output of the targets of this run goes. */
  readonly targetLogFolder: (runId: string) => string;
  readonly clock: Clock;
  /** What this process is, and the path of its control socket. */
  readonly owner: { readonly kind: RunProgress['ownerKind']; readonly socket: string | null };
  readonly onStatus: (status: SoakStatus) => void;
  readonly onEvent: (run: string, event: EventRow) => void;
  readonly onMessage: (message: string) => void;
  /** How long soakd may have been away for a run to go on; default an hour. */
  readonly resumeWithinMs?: number;
}

export interface RunningSoak {
  readonly id: string;
  /** Row id: `run` in every record. */
  readonly run: number;
  readonly name: string;
  /** Between two ticks of the sampler. */
  readonly sampleEveryMs: number;
  status(): SoakStatus;
  /** The load rests, and no time is observed. @throws SoakdError unless the soak goes on */
  pause(): void;
  /** @throws SoakdError unless it is paused */
  resume(): void;
  /** Puts a text on the run's clock. @throws SoakdError when the run has ended */
  note(text: string): void;
  /** What became of a report of it: stored and told as an event, also once it has ended. */
  reported(text: string, isWritten: boolean): void;
  /** Ends it early, with its partial report; nothing when it is ending. `reason`: a signal's name, or who wants it. */
  stop(reason: string): void;
  /** Ends it at once, leaving nothing that was started; `ended` rejects. */
  kill(reason: string): void;
  /** What it has measured so far. */
  figures(): SoakFigures;
  /** Monotonic ms since the sampler's newest tick; 0 once it has stopped as planned. */
  sinceTickMs(): number;
  /**
   * The final assessment, also of a run that was interrupted or that lost its target. Rejects with a SoakdError when a
   * target could not be started, the database could not be written, or the run was killed.
   */
  readonly ended: Promise<Assessment>;
}

/**
 * Resolves when the run is stored and goes on by itself.
 *
 * @throws SoakdError when a secret of the plan is missing, or the run cannot be stored; then nothing was started. A run
 *   that cannot be resumed has ended as interrupted then, with its verdicts.
 */
export async function startSoak(options: SoakOptions): Promise<RunningSoak> {
  const { request } = options;
  return new Soak(
    options,
    request.kind === 'new' ? await begin(options, request.parsed) : await takeUp(options, request.run),
  );
}

/** As it was written: secrets unexpanded. */
export function planOf(request: SoakRequest): Plan {
  return request.kind === 'new' ? request.parsed.plan : storedPlan(request.run);
}
