/** What a generator is to send, and whom it tells. */
import type { LoadPlan } from '../plan/load/load-plan.ts';
import type { Share } from './arrival/place.ts';
import type { CorpusFacts } from './corpus/survey.ts';
import type { SecondReport } from './figure/tally.ts';
import type { Resumption } from './resumption.ts';

export interface GeneratorOptions {
  readonly plan: LoadPlan;
  /** Index of the first arrival. */
  readonly startIndex: number;
  /** Arrivals in the whole load, those before `startIndex` included; null: no end. */
  readonly limitOperations: number | null;
  /** How much of the load's own time has passed, where that is short of the first arrival; else that is due at once. */
  readonly ranMs?: number;
  /** The first second reported is no earlier than this. */
  readonly fromSecondMs?: number;
  /** Which of the arrivals are its own; left out: all. */
  readonly share?: Share;
  /** null: a load that begins now, or goes on from `startIndex` now. */
  readonly resumed: Resumption | null;
  /** The corpora as they were surveyed. */
  readonly corpora?: readonly CorpusFacts[];
  /** What must not be seen in the log of failures. */
  readonly secrets?: readonly string[];
  nowMs(): number;
  /** `nextIndex`: the first arrival not counted in this or an earlier second. */
  onSecond(report: SecondReport, nextIndex: number): void;
  /** No arrival is left, all have ended, and the last second is reported. */
  onDone(): void;
}
