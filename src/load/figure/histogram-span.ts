/**
 * Gathers the histograms of seconds into longer windows that end at multiples of their span on the run's clock. The
 * first one begins with the load: what ran before it, up to a pause, has a window of its own.
 */
import { Histogram } from './histogram.ts';
import type { OperationHistograms } from './tally.ts';
import type { HistogramWindow } from './window.ts';

export class HistogramSpans {
  readonly #spanMs: number;
  readonly #onWindow: (window: HistogramWindow) => void;
  readonly #operations = new Map<number, { latency: Histogram; service: Histogram }>();
  #windowMs = Number.NEGATIVE_INFINITY;
  #windowEndMs = Number.NEGATIVE_INFINITY;
  /** End of the newest second. */
  #seenToMs = Number.NEGATIVE_INFINITY;

  /** `spanMs` is a multiple of 1000. */
  constructor(spanMs: number, onWindow: (window: HistogramWindow) => void) {
    this.#spanMs = spanMs;
    this.#onWindow = onWindow;
  }

  /** Seconds come in order. */
  add(secondMs: number, histograms: readonly OperationHistograms[]): void {
    if (secondMs >= this.#windowEndMs) {
      this.flush();
      const alignedMs = Math.floor(secondMs / this.#spanMs) * this.#spanMs;
      this.#windowMs = this.#windowEndMs === Number.NEGATIVE_INFINITY ? secondMs : alignedMs;
      this.#windowEndMs = alignedMs + this.#spanMs;
    }
    this.#seenToMs = secondMs + 1000;
    for (const { operation, latency, service } of histograms) {
      const gathered = this.#operations.get(operation) ?? {
        latency: new Histogram(),
        service: new Histogram(),
      };
      this.#operations.set(operation, gathered);
      gathered.latency.merge(Histogram.decode(latency));
      gathered.service.merge(Histogram.decode(service));
    }
    if (secondMs + 1000 >= this.#windowEndMs) this.flush();
  }

  /** Hands out the window that is not full yet, if it holds anything: it ends with the newest second. */
  flush(): void {
    const operations = [...this.#operations]
      .filter(([, { latency, service }]) => latency.count + service.count > 0)
      .map(([operation, { latency, service }]) => ({
        operation,
        latency: latency.encode(),
        service: service.encode(),
      }));
    for (const { latency, service } of this.#operations.values()) {
      latency.reset();
      service.reset();
    }
    const spanMs = Math.min(this.#windowEndMs, this.#seenToMs) - this.#windowMs;
    if (operations.length > 0) this.#onWindow({ monoMs: this.#windowMs, spanMs, operations });
  }
}
