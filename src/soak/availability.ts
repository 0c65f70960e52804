/** Tells changes alone: what became unavailable and why, and what can be read again. */
import type { TargetReading, Tick } from '../sample/sample.ts';

export interface AvailabilityObserver {
  /** `reason` null: available again. */
  metric(target: number, metric: string, reason: string | null): void;
  /** A watched path or the scrape. */
  source(name: string, reason: string): void;
}

/** The names under which the sampler tells what is unavailable, and the reading each is about. */
const READINGS: Readonly<Record<string, keyof TargetReading>> = {
  rss: 'rssBytes',
  anon: 'anonBytes',
  swap: 'swapBytes',
  pss: 'pssBytes',
  vsz: 'vszBytes',
  fds: 'fds',
  threads: 'threads',
  connections: 'connections',
  cpu: 'cpuPct',
  read: 'readBytes',
  written: 'writtenBytes',
};

export class Availability {
  readonly #observer: AvailabilityObserver;
  /** Reasons in force. */
  readonly #metrics = new Map<number, Map<string, string>>();
  readonly #sources = new Map<string, string>();

  constructor(observer: AvailabilityObserver) {
    this.#observer = observer;
  }

  see(tick: Tick): void {
    for (const reading of tick.targets) if (reading.state === 'read') this.#seeTarget(reading);
    for (const { name, unavailable } of tick.paths) this.#seeSource(`path ${name}`, unavailable);
    // One page is scraped for all its series: what keeps it from being read is told once for each reason.
    for (const reason of new Set(tick.scraped.map(({ unavailable }) => unavailable))) {
      this.#seeSource('scrape', reason);
    }
  }

  #seeTarget(reading: TargetReading): void {
    const known = this.#metrics.get(reading.target) ?? new Map<string, string>();
    this.#metrics.set(reading.target, known);
    for (const [metric, reason] of Object.entries(reading.unavailable)) {
      if (known.get(metric) === reason) continue;
      known.set(metric, reason);
      this.#observer.metric(reading.target, metric, reason);
    }
    for (const metric of known.keys()) {
      // null without a reason is "not read yet": the last reason stands.
      if (metric in reading.unavailable || !wasRead(reading, metric)) continue;
      known.delete(metric);
      this.#observer.metric(reading.target, metric, null);
    }
  }

  #seeSource(name: string, reason: string | null): void {
    if (reason === null || this.#sources.get(name) === reason) return;
    this.#sources.set(name, reason);
    this.#observer.source(name, reason);
  }
}

function wasRead(reading: TargetReading, metric: string): boolean {
  if (metric.startsWith('cgroup.')) return reading.cgroup !== null;
  const name = READINGS[metric];
  return name !== undefined && reading[name] !== null;
}
