/**
 * The times of whole minutes, of windows that are shorter: percentiles cannot be merged in SQL. A row is of the minute so
 * far, and is replaced by the next.
 */
import { Histogram } from '../load/figure/histogram.ts';
import type { MinuteTimesRow, TimesColumns } from '../store/load-record.ts';

export interface Times {
  readonly latency: Histogram;
  readonly service: Histogram;
}

const MINUTE_MS = 60_000;

export class MinuteTimes {
  /** By operation; null: all together. */
  readonly #gathered = new Map<number | null, Times>();
  #minute = Number.NaN;
  /** Begin of the first window in it: another soakd may have told what came before in this minute. */
  #monoMs = 0;

  /** Windows come in order, and none reaches beyond its minute. null: it is the minute. */
  add(
    operation: number | null,
    window: { readonly monoMs: number; readonly spanMs: number },
    times: Times,
  ): MinuteTimesRow | null {
    if (window.spanMs >= MINUTE_MS) return null;
    const minute = Math.floor(window.monoMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#gathered.clear();
      this.#minute = minute;
      this.#monoMs = window.monoMs;
    }
    const gathered = this.#gathered.get(operation) ?? { latency: new Histogram(), service: new Histogram() };
    this.#gathered.set(operation, gathered);
    gathered.latency.merge(times.latency);
    gathered.service.merge(times.service);
    return { operation, monoMs: this.#monoMs, ...timesColumns(gathered) };
  }
}

/** null where nothing ended. */
export function timesColumns({ latency, service }: Times): Required<TimesColumns> {
  return {
    latencyP50Ms: latency.percentileMs(50),
    latencyP95Ms: latency.percentileMs(95),
    latencyP99Ms: latency.percentileMs(99),
    latencyMaxMs: latency.maxMs,
    serviceP50Ms: service.percentileMs(50),
    serviceP95Ms: service.percentileMs(95),
    serviceP99Ms: service.percentileMs(99),
    serviceMaxMs: service.maxMs,
  };
}
