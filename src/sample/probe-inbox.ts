/**
 * The newest answers of the probe until a tick takes them. A value is handed out once, at the first tick after it
 * was read, so no value stands for two ticks; until the next one it is null without a reason ("not yet"). A reason
 * stands until a value comes.
 */
import type { ProbeResult } from './probe-message.ts';
import type { PathReading, SampledProcess, ScrapedReading } from './sample.ts';
import type { TreeScan } from './target-reader.ts';

type Reading = Exclude<ProbeResult, { kind: 'findings' }>;

interface Held {
  readonly result: Reading;
  readonly takenMs: number;
}

export class ProbeInbox {
  /** One a kind and target, path, or scrape: bounded by the plan. */
  readonly #held = new Map<string, Held>();

  put(result: ProbeResult, takenMs: number): void {
    if (result.kind === 'findings') return;
    this.#held.set(slotOf(result), { result, takenMs });
  }

  /** Values read before `sinceMs` (CLOCK_MONOTONIC) are dropped: they belong to no tick any more. */
  takeDear(
    kind: 'pss' | 'connections',
    process: SampledProcess,
    sinceMs: number,
  ): { readonly value: number | null; readonly unavailable: string | null } {
    const result = this.#take(`${kind} ${process.target}`, sinceMs);
    return result?.kind === kind && sameProcess(result.process, process)
      ? result.reading
      : { value: null, unavailable: null };
  }

  /** The newest scan of a target's tree, once, however old. */
  takeTree(process: SampledProcess): TreeScan | null {
    const result = this.#take(`tree ${process.target}`, 0);
    return result?.kind === 'tree' && sameProcess(result.process, process) ? result.scan : null;
  }

  takePath(name: string, sinceMs: number): PathReading {
    const result = this.#take(`path ${name}`, sinceMs);
    return result?.kind === 'path' ? result.reading : { name, bytes: null, files: null, unavailable: null };
  }

  takeScraped(series: readonly string[], sinceMs: number): ScrapedReading[] {
    const result = this.#take('scrape', sinceMs);
    const readings = result?.kind === 'scrape' ? result.readings : [];
    return series.map(
      (name) =>
        readings.find((reading) => reading.series === name) ?? {
          series: name,
          value: null,
          unavailable: null,
        },
    );
  }

  #take(slot: string, sinceMs: number): Reading | null {
    const held = this.#held.get(slot);
    if (held === undefined) return null;
    const rest = withoutValues(held.result);
    if (rest === null) this.#held.delete(slot);
    else this.#held.set(slot, { result: rest, takenMs: Number.POSITIVE_INFINITY });
    return held.takenMs >= sinceMs ? held.result : rest;
  }
}

function slotOf(result: Reading): string {
  switch (result.kind) {
    case 'path':
      return `path ${result.reading.name}`;
    case 'scrape':
      return 'scrape';
    default:
      return `${result.kind} ${result.process.target}`;
  }
}

/** What of a result still stands after its values were handed out: its reasons; null when there are none. */
function withoutValues(result: Reading): Reading | null {
  switch (result.kind) {
    case 'tree':
      return null;
    case 'scrape': {
      const readings = result.readings.filter(({ unavailable }) => unavailable !== null);
      return readings.length === 0 ? null : { kind: 'scrape', readings };
    }
    default:
      return result.reading.unavailable === null ? null : result;
  }
}

function sameProcess(a: SampledProcess, b: SampledProcess): boolean {
  return a.generation === b.generation && a.pid === b.pid && a.startTicks === b.startTicks;
}
