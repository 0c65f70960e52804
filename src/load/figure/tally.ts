/** What happened in one second, counted in memory that depends on the plan alone. */

import type { Expectation } from '../corpus/corpora.ts';
import type { Counted, Outcome } from '../operation.ts';
import type { FailureSample } from './failure-samples.ts';
import { Histogram } from './histogram.ts';
import { Marks } from './marks.ts';
import { OutcomeTally } from './outcome-tally.ts';
import { isSaturated, type SelfReading } from './saturation.ts';
import type { FailureCount, OperationSecond, OutcomeCount, Quantiles, SecondWindow } from './window.ts';

/** A second, with the histograms its quantiles came from. */
export interface SecondReport {
  readonly window: SecondWindow;
  readonly histograms: readonly OperationHistograms[];
  /** Some of the operations that ended in it and were no success; left out: none. */
  readonly samples?: readonly FailureSample[];
  /** How late arrivals were noticed, encoded by histogram.ts. */
  readonly lag: Uint8Array;
}

export interface OperationHistograms {
  readonly operation: number;
  /** Encoded by histogram.ts. */
  readonly latency: Uint8Array;
  readonly service: Uint8Array;
}

export class Tally {
  readonly #operations: readonly OperationTally[];
  readonly #lag = new Histogram();
  /** What is noticed beside how operations end; whoever notices adds to it. */
  readonly marks = new Marks();
  #opened = 0;

  constructor(operations: number) {
    this.#operations = Array.from({ length: operations }, () => new OperationTally());
  }

  /** `lagMs`: how late it was noticed. */
  due(operation: number, lagMs: number): void {
    this.#at(operation).due++;
    this.#lag.record(lagMs);
  }

  opened(): void {
    this.#opened++;
  }

  sent(operation: number): void {
    this.#at(operation).sent++;
  }

  /** Part of an operation that was due; neither offered nor sent by itself. */
  stepBegan(operation: number): void {
    const tally = this.#at(operation);
    tally.due++;
    tally.sent++;
    tally.steps++;
  }

  /** Requests that somebody else made: they were due, sent and ended as they were told. */
  counted(operation: number, { ok, failed, blocked, tookMs }: Counted): void {
    const tally = this.#at(operation);
    const all = ok + failed + blocked;
    tally.due += all;
    tally.sent += all;
    tally.steps += all;
    tally.ok += ok;
    tally.blocked += blocked;
    if (failed > 0) tally.fail('told', failed);
    if (tookMs === null) return;
    tally.latency.record(tookMs);
    tally.service.record(tookMs);
  }

  /** `expected`: what should have become of it; null: nothing is said. */
  ended(
    operation: number,
    outcome: Outcome,
    expected: Expectation | null,
    latencyMs: number,
    serviceMs: number,
  ): void {
    const tally = this.#at(operation);
    if (outcome.kind === 'ok') tally.ok++;
    else if (outcome.kind === 'blocked') tally.blocked++;
    else tally.fail(outcome.failure, 1);
    tally.outcomes.count(outcome.kind, expected);
    tally.latency.record(latencyMs);
    tally.service.record(serviceMs);
  }

  skipped(operation: number, expected: Expectation | null, latencyMs: number): void {
    const tally = this.#at(operation);
    tally.skipped++;
    tally.outcomes.count('skipped', expected);
    tally.latency.record(latencyMs);
  }

  /**
   * Operations of which no more will be known: those that were sent failed, those that waited were skipped. `expects`:
   * whether it was said what should become of them.
   */
  lost(
    operation: number,
    { sent, waiting, expects }: { sent: number; waiting: number; expects: boolean },
    latencyMs: number,
  ): void {
    const tally = this.#at(operation);
    if (expects) tally.outcomes.lose(sent + waiting);
    if (sent > 0) tally.fail('lost', sent);
    tally.skipped += waiting;
    for (let count = sent + waiting; count > 0; count--) tally.latency.record(latencyMs);
  }

  /** Ends the second that began at `monoMs`, and begins the next. `absent`: there was no generator in it, or none that kept up. */
  close(
    monoMs: number,
    self: SelfReading,
    { inFlight, queued, absent }: { inFlight: number; queued: number; absent: boolean },
  ): SecondReport {
    const operations: OperationSecond[] = [];
    const failures: FailureCount[] = [];
    const outcomes: OutcomeCount[] = [];
    const histograms: OperationHistograms[] = [];
    let offered = 0;
    let achieved = 0;
    for (const [operation, tally] of this.#operations.entries()) {
      if (tally.quiet) continue;
      offered += tally.due - tally.steps;
      achieved += tally.sent - tally.steps;
      operations.push(tally.second(operation));
      for (const [failure, count] of tally.failures) failures.push({ operation, failure, count });
      outcomes.push(...tally.outcomes.byCategory(operation));
      if (tally.latency.count + tally.service.count > 0)
        histograms.push({ operation, latency: tally.latency.encode(), service: tally.service.encode() });
      tally.reset();
    }
    const { loopDelayMs, cpuPct, rssBytes } = self;
    const lagP50Ms = this.#lag.percentileMs(50) ?? 0;
    const lagP99Ms = this.#lag.percentileMs(99) ?? 0;
    const saturated = absent || isSaturated(self, { lagP99Ms, offered, achieved });
    const lag = this.#lag.encode();
    this.#lag.reset();
    const generator = {
      offered,
      achieved,
      lagP50Ms,
      lagP99Ms,
      loopDelayMs,
      cpuPct,
      rssBytes,
      inFlight,
      queued,
      opened: this.#opened,
      saturated,
    };
    this.#opened = 0;
    const marks = this.marks.take();
    return { window: { monoMs, operations, failures, outcomes, marks, generator }, histograms, lag };
  }

  #at(operation: number): OperationTally {
    const tally = this.#operations[operation];
    if (tally === undefined) throw new RangeError(`no operation ${operation}`);
    return tally;
  }
}

class OperationTally {
  due = 0;
  sent = 0;
  /** Of those that were due and sent: as steps of others. */
  steps = 0;
  ok = 0;
  failed = 0;
  blocked = 0;
  skipped = 0;
  readonly failures = new Map<string, number>();
  readonly outcomes = new OutcomeTally();
  readonly latency = new Histogram();
  readonly service = new Histogram();

  get quiet(): boolean {
    return this.due + this.sent + this.ok + this.failed + this.blocked + this.skipped === 0;
  }

  fail(failure: string, count: number): void {
    this.failed += count;
    this.failures.set(failure, (this.failures.get(failure) ?? 0) + count);
  }

  second(operation: number): OperationSecond {
    const { due, sent, ok, failed, blocked, skipped } = this;
    const latency = quantilesOf(this.latency);
    const service = quantilesOf(this.service);
    const { bypassed, overblocked, undecided } = this.outcomes;
    return {
      operation,
      due,
      sent,
      ok,
      failed,
      blocked,
      bypassed,
      overblocked,
      undecided,
      skipped,
      latency,
      service,
    };
  }

  reset(): void {
    this.due = 0;
    this.sent = 0;
    this.steps = 0;
    this.ok = 0;
    this.failed = 0;
    this.blocked = 0;
    this.skipped = 0;
    this.failures.clear();
    this.outcomes.reset();
    this.latency.reset();
    this.service.reset();
  }
}

/** null: it is empty. */
export function quantilesOf(histogram: Histogram): Quantiles | null {
  const p50Ms = histogram.percentileMs(50);
  const p95Ms = histogram.percentileMs(95);
  const p99Ms = histogram.percentileMs(99);
  const maxMs = histogram.maxMs;
  if (p50Ms === null || p95Ms === null || p99Ms === null || maxMs === null) return null;
  return { p50Ms, p95Ms, p99Ms, maxMs };
}
