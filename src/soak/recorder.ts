/**
 * Joins what the sampler and the load report to rows of one run. Everything is put on the run's clock here:
 * `monoMs` counts from the begin of the soak, and `wallMs` is the wall clock at that moment.
 */
import type { Clock } from '../clock.ts';
import type { FailureSample } from '../load/figure/failure-samples.ts';
import { Histogram } from '../load/figure/histogram.ts';
import type { HistogramWindow, OperationSecond, SecondWindow } from '../load/figure/window.ts';
import type { TargetReading, Tick } from '../sample/sample.ts';
import type { EventKind } from '../store/event-record.ts';
import type { LimitsRow } from '../store/reading-record.ts';
import type { StoreRecord } from '../store/record.ts';
import { Availability } from './availability.ts';
import { MinuteTimes, type Times, timesColumns } from './minute-times.ts';
import { OutcomeMinutes } from './outcome-minutes.ts';
import { TargetConditions } from './target-conditions.ts';

export interface Recorder {
  tick(tick: Tick): void;
  second(window: SecondWindow): void;
  histogram(window: HistogramWindow): void;
  failures(samples: readonly FailureSample[]): void;
  event(event: EventKind, text: string, about?: { target?: number; durationMs?: number }): void;
  /** What a life of a target may take at most. */
  limits(limits: LimitsRow): void;
  /** Milliseconds since the soak began. */
  now(): number;
}

export function createRecorder(options: {
  readonly run: number;
  readonly clock: Clock;
  readonly originMonotonicMs: number;
  readonly write: (record: StoreRecord) => void;
}): Recorder {
  const { run, clock, originMonotonicMs, write } = options;
  const now = (): number => clock.monotonicMs() - originMonotonicMs;
  const wallAt = (monoMs: number): number => clock.wallMs() - (now() - monoMs);
  const event: Recorder['event'] = (kind, text, about = {}) => {
    const { target = null, durationMs = null } = about;
    write({
      kind: 'event',
      run,
      monoMs: now(),
      wallMs: clock.wallMs(),
      event: kind,
      target,
      text,
      durationMs,
    });
  };
  const outcomes = new OutcomeMinutes();
  const availability = new Availability({
    metric: (target, metric, reason) =>
      write({ kind: 'unavailable', run, target, metric, monoMs: now(), reason }),
    source: (name, reason) => event('unavailable', `${name}: ${reason}`),
  });
  const conditions = new TargetConditions({
    stopped: (target, text) => event('stopped', text, { target }),
    continued: (target, text, durationMs) => event('continued', text, { target, durationMs }),
  });

  const minuteTimes = new MinuteTimes();
  const minute = (operation: number | null, window: HistogramWindow, times: Times): void => {
    const row = minuteTimes.add(operation, window, times);
    if (row !== null) write({ kind: 'minute-times', run, ...row });
  };

  return {
    now,

    tick(tick) {
      const at = { monoMs: tick.monoMs, wallMs: tick.wallMs };
      for (const reading of tick.targets) {
        if (reading.state === 'gone') continue;
        const { target, generation, cgroup } = reading;
        write({ kind: 'sample', run, ...at, skewMs: tick.monoMs - tick.dueMs, ...readingsOf(reading) });
        if (cgroup !== null) write({ kind: 'cgroup', run, ...at, target, generation, ...cgroup });
      }
      availability.see(tick);
      conditions.see(tick);
      for (const { name, bytes, files } of tick.paths) {
        if (bytes !== null || files !== null) write({ kind: 'path', run, ...at, path: name, bytes, files });
      }
      for (const { series, value } of tick.scraped) {
        if (value !== null) write({ kind: 'scraped', run, ...at, series, value });
      }
      write({ kind: 'self', run, ...at, ...tick.self, missedTicks: tick.missed });
      const disturbance = tick.disturbance;
      if (disturbance !== null) {
        write({
          kind: 'event',
          run,
          ...at,
          event: disturbance.kind,
          target: null,
          text: describe(disturbance.kind, disturbance.durationMs),
          durationMs: disturbance.durationMs,
        });
      }
    },

    second(window) {
      const at = { monoMs: window.monoMs, wallMs: wallAt(window.monoMs) };
      for (const second of window.operations) {
        const { latency: _latency, service: _service, ...counts } = second;
        write({ kind: 'operation-second', run, ...at, ...counts, ...quantileColumns(second) });
      }
      for (const failure of window.failures) {
        write({ kind: 'failures', run, monoMs: window.monoMs, ...failure });
      }
      for (const row of outcomes.add(window.monoMs, window.outcomes))
        write({ kind: 'outcomes', run, ...row });
      for (const mark of window.marks ?? []) write({ kind: 'mark', run, monoMs: window.monoMs, ...mark });
      write({ kind: 'generator-second', run, ...at, ...window.generator });
    },

    histogram(window) {
      const { monoMs, spanMs, operations } = window;
      const all = { latency: new Histogram(), service: new Histogram() };
      for (const { operation, latency, service } of operations) {
        const one = { latency: Histogram.decode(latency), service: Histogram.decode(service) };
        all.latency.merge(one.latency);
        all.service.merge(one.service);
        write({
          kind: 'histogram',
          run,
          monoMs,
          spanMs,
          operation,
          latency,
          service,
          ...timesColumns(one),
        });
        minute(operation, window, one);
      }
      // Percentiles cannot be merged in SQL: those of all operations together get a row of their own.
      const empty = new Uint8Array();
      const row = { operation: null, latency: empty, service: empty, ...timesColumns(all) };
      write({ kind: 'histogram', run, monoMs, spanMs, ...row });
      minute(null, window, all);
    },

    failures(samples) {
      for (const sample of samples) write({ kind: 'failure-sample', run, ...sample });
    },

    limits: (limits) => write({ kind: 'limits', run, ...limits }),

    event,
  };
}

function readingsOf(reading: TargetReading) {
  const {
    state: _state,
    why: _why,
    stopped: _stopped,
    cgroup: _cgroup,
    unavailable: _unavailable,
    ...values
  } = reading;
  return values;
}

function quantileColumns({ latency, service }: OperationSecond) {
  return {
    latencyP50Ms: latency?.p50Ms ?? null,
    latencyP95Ms: latency?.p95Ms ?? null,
    latencyP99Ms: latency?.p99Ms ?? null,
    latencyMaxMs: latency?.maxMs ?? null,
    serviceP50Ms: service?.p50Ms ?? null,
    serviceP95Ms: service?.p95Ms ?? null,
    serviceP99Ms: service?.p99Ms ?? null,
    serviceMaxMs: service?.maxMs ?? null,
  };
}

function describe(kind: 'stall' | 'suspend' | 'clock-step', durationMs: number): string {
  const seconds = (Math.abs(durationMs) / 1000).toFixed(1);
  if (kind === 'stall') return `soakd itself stood still for ${seconds} s`;
  if (kind === 'suspend') return `the machine was suspended for ${seconds} s`;
  return `the wall clock was set ${durationMs < 0 ? 'back' : 'forward'} by ${seconds} s`;
}
