/** What the sampler reads: raw rows of a run. */

export interface SampleRow {
  readonly target: number;
  readonly generation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  /** How late the tick was taken. */
  readonly skewMs: number;
  readonly rssBytes: number | null;
  readonly anonBytes: number | null;
  readonly swapBytes: number | null;
  readonly pssBytes: number | null;
  readonly vszBytes: number | null;
  readonly fds: number | null;
  readonly threads: number | null;
  readonly connections: number | null;
  readonly cpuPct: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  readonly processes: number;
}

/** What the kernel counts for the control group that is a target's own. null: unavailable, see AvailabilityRow. */
export interface CgroupRow {
  readonly target: number;
  readonly generation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly anonBytes: number | null;
  readonly currentBytes: number | null;
  readonly peakBytes: number | null;
  readonly oomKills: number | null;
  readonly tasks: number | null;
  /** Share of the time in which some task waited, percent. */
  readonly cpuPressurePct: number | null;
  readonly memoryPressurePct: number | null;
  readonly ioPressurePct: number | null;
}

/** Limits in force for a life of a target. null: none. */
export interface LimitsRow {
  readonly target: number;
  readonly generation: number;
  readonly memoryBytes: number | null;
  readonly tasks: number | null;
  readonly fds: number | null;
}

/** Written when a metric becomes unavailable, or available again (reason null). */
export interface AvailabilityRow {
  readonly target: number;
  readonly metric: string;
  readonly monoMs: number;
  readonly reason: string | null;
}

export interface PathRow {
  readonly path: string;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly bytes: number | null;
  readonly files: number | null;
}

export interface ScrapedRow {
  readonly series: string;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly value: number | null;
}

export interface SelfRow {
  readonly monoMs: number;
  readonly wallMs: number;
  readonly rssBytes: number;
  readonly fds: number;
  readonly cpuPct: number | null;
  readonly loopLagMs: number;
  readonly missedTicks: number;
}
