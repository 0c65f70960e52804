/** What is seen at this moment, for the progress line: the newest tick and the newest second of load. */

import type { LoadStatus, TargetStatus } from '../control/status.ts';
import type { SecondWindow } from '../load/figure/window.ts';
import type { Plan } from '../plan/plan.ts';
import type { SampledProcess, TargetReading, Tick } from '../sample/sample.ts';

export class LiveView {
  readonly #plan: Plan;
  #readings: readonly TargetReading[] = [];
  #second: SecondWindow | null = null;
  #operationsDue: number;

  /** `operationsDue`: before, of a run that goes on. */
  constructor(plan: Plan, operationsDue: number) {
    this.#plan = plan;
    this.#operationsDue = operationsDue;
  }

  tick(tick: Tick): void {
    this.#readings = tick.targets;
  }

  second(window: SecondWindow): void {
    this.#second = window;
    this.#operationsDue += window.generator.offered;
  }

  /** The load has stopped: its last second is over. */
  rest(): void {
    this.#second = null;
  }

  get operationsDue(): number {
    return this.#operationsDue;
  }

  /** null: no load, or no whole second of it yet. */
  load(): LoadStatus | null {
    if (this.#second === null) return null;
    const { operations, generator } = this.#second;
    const worst = operations.reduce((most, { latency }) => Math.max(most, latency?.p95Ms ?? -1), -1);
    return {
      offered: generator.offered,
      achieved: generator.achieved,
      failed: operations.reduce((sum, { failed, skipped }) => sum + failed + skipped, 0),
      p95Ms: worst < 0 ? null : worst,
    };
  }

  targets(alive: readonly SampledProcess[]): TargetStatus[] {
    return this.#plan.targets.map(({ name }, index) => {
      const reading = this.#readings.find(({ target, state }) => target === index && state === 'read');
      return {
        name,
        alive: alive.some(({ target }) => target === index),
        rssBytes: reading?.rssBytes ?? null,
        fds: reading?.fds ?? null,
      };
    });
  }
}
