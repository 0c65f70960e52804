/** What a running soak has measured so far, for those who ask again and again: the newest tick, and counts and times in all. */
import { Histogram } from '../load/figure/histogram.ts';
import type { HistogramWindow, SecondWindow } from '../load/figure/window.ts';
import type { Plan } from '../plan/plan.ts';
import type { TargetReading, Tick } from '../sample/sample.ts';

export interface SoakFigures {
  /** The plan's. */
  readonly name: string;
  readonly targets: readonly TargetFigures[];
  /** Since this soakd began or took up the run. */
  readonly operations: readonly OperationFigures[];
}

/** null: it could not be read, or not yet. */
export interface TargetFigures {
  readonly name: string;
  readonly anonBytes: number | null;
  readonly threads: number | null;
  readonly connections: number | null;
  readonly cpuPct: number | null;
}

export interface OperationFigures {
  readonly name: string;
  readonly ok: number;
  readonly failed: number;
  readonly blocked: number;
  readonly skipped: number;
  /** Failure class → count. */
  readonly failures: ReadonlyMap<string, number>;
  /** From the intended start; of the windows that are over, the newest is some seconds or a minute old. */
  readonly latency: Histogram;
}

interface Totals {
  ok: number;
  failed: number;
  blocked: number;
  skipped: number;
  readonly failures: Map<string, number>;
  readonly latency: Histogram;
}

export class LiveFigures {
  readonly #plan: Plan;
  readonly #totals: readonly Totals[];
  #readings: readonly TargetReading[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#totals = (plan.load?.operations ?? []).map(() => ({
      ok: 0,
      failed: 0,
      blocked: 0,
      skipped: 0,
      failures: new Map(),
      latency: new Histogram(),
    }));
  }

  tick(tick: Tick): void {
    this.#readings = tick.targets;
  }

  second({ operations, failures }: SecondWindow): void {
    for (const { operation, ok, failed, blocked, skipped } of operations) {
      const totals = this.#totals[operation];
      if (totals === undefined) continue;
      totals.ok += ok;
      totals.failed += failed;
      totals.blocked += blocked;
      totals.skipped += skipped;
    }
    for (const { operation, failure, count } of failures) {
      const known = this.#totals[operation]?.failures;
      known?.set(failure, (known.get(failure) ?? 0) + count);
    }
  }

  histogram({ operations }: HistogramWindow): void {
    for (const { operation, latency } of operations) this.#totals[operation]?.latency.mergeEncoded(latency);
  }

  figures(): SoakFigures {
    const operations = this.#plan.load?.operations ?? [];
    return {
      name: this.#plan.name,
      targets: this.#plan.targets.map(({ name }, index): TargetFigures => {
        const reading = this.#readings.find(({ target, state }) => target === index && state === 'read');
        const { anonBytes = null, threads = null, connections = null, cpuPct = null } = reading ?? {};
        return { name, anonBytes, threads, connections, cpuPct };
      }),
      operations: this.#totals.map((totals, index) => ({ name: operations[index]?.name ?? '', ...totals })),
    };
  }
}
