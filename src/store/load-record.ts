/** What the load writes: raw rows of a run. */

export interface OperationSecondRow {
  readonly operation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly due: number;
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  readonly blocked: number;
  /** Of those that were ok: they should have been blocked. */
  readonly bypassed: number;
  /** Of those that were blocked: nothing said that they should be. */
  readonly overblocked: number;
  /** Of those that failed or were skipped: it was said what should become of them. */
  readonly undecided: number;
  readonly skipped: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
  readonly latencyP99Ms: number | null;
  readonly latencyMaxMs: number | null;
  readonly serviceP50Ms: number | null;
  readonly serviceP95Ms: number | null;
  readonly serviceP99Ms: number | null;
  readonly serviceMaxMs: number | null;
}

/** What became of entries of which it was said what should, in a minute from `monoMs` on. */
export interface OutcomeRow {
  readonly operation: number;
  readonly monoMs: number;
  readonly category: string;
  readonly expected: 'blocked' | 'allowed';
  readonly blocked: number;
  readonly allowed: number;
  /** Failed or skipped. */
  readonly undecided: number;
}

/** One of the operations that were no success, for looking into. */
export interface FailureSampleRow {
  readonly operation: number;
  /** Its index among all that came due. */
  readonly arrival: number;
  readonly monoMs: number;
  /** Its class; or bypassed, or false-positive. */
  readonly failure: string;
  readonly latencyMs: number;
  /** Begins of what went out and of what came back, without secrets; null: nothing is kept of it. */
  readonly sent: string | null;
  readonly received: string | null;
}

/** A file that operations were filled with. */
export interface CorpusRow {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  /** One for each row and way to encode it. */
  readonly entries: number;
  readonly sha256: string;
}

export interface FailureRow {
  readonly operation: number;
  readonly monoMs: number;
  readonly failure: string;
  readonly count: number;
}

/** What the load noticed in a second beside how operations ended. */
export interface MarkRow {
  readonly operation: number;
  readonly monoMs: number;
  readonly mark: string;
  readonly count: number;
}

export interface GeneratorSecondRow {
  readonly monoMs: number;
  readonly wallMs: number;
  readonly offered: number;
  readonly achieved: number;
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  readonly loopDelayMs: number;
  readonly cpuPct: number;
  readonly rssBytes: number;
  readonly inFlight: number;
  readonly queued: number;
  /** Connections that were begun; null: stored before they were counted. */
  readonly opened: number | null;
  readonly saturated: boolean;
}

/** Of histograms, as plain columns for SQL. Left out or null when nothing ended in their time. */
export interface TimesColumns {
  readonly latencyP50Ms?: number | null;
  readonly latencyP95Ms?: number | null;
  readonly latencyP99Ms?: number | null;
  readonly latencyMaxMs?: number | null;
  readonly serviceP50Ms?: number | null;
  readonly serviceP95Ms?: number | null;
  readonly serviceP99Ms?: number | null;
  readonly serviceMaxMs?: number | null;
}

/** Times of a minute, where histograms are of shorter windows. */
export interface MinuteTimesRow extends TimesColumns {
  /** null: all operations together. */
  readonly operation: number | null;
  /** Begin of the first window in the minute: the load may begin within it, or go on with another soakd. */
  readonly monoMs: number;
}

export interface HistogramRow extends TimesColumns {
  /** null: all operations together, for the plain columns; its blobs may be empty. */
  readonly operation: number | null;
  readonly monoMs: number;
  readonly spanMs: number;
  readonly latency: Uint8Array;
  readonly service: Uint8Array;
}
