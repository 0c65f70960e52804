/** Which jobs the probe runs at a tick: each at most at every tick, and spaced so that it keeps to its share of the time. */
import { jobKey, type ProbeJob, type ProbeOptions } from './probe-message.ts';
import type { SampledProcess } from './sample.ts';

/** The most of the time that one reading may take. */
export const COST_SHARE = 0.02;
/** Reading smaps_rollup holds up the target's own memory calls as long as it takes, so it is to be rarer. */
export const STALLING_COST_SHARE = 0.002;
/** pidusage is to be asked rarely, yet before it forgets a process after 60 s. */
const CROSS_CHECK_EVERY_MS = 5_000;

/** When a job may begin again that began at `begunMs` and took `tookMs`. */
export function nextBeginMs(kind: ProbeJob['kind'], begunMs: number, tookMs: number): number {
  const share = kind === 'pss' ? STALLING_COST_SHARE : COST_SHARE;
  const spacingMs = tookMs / share;
  return begunMs + (kind === 'cross-check' ? Math.max(CROSS_CHECK_EVERY_MS, spacingMs) : spacingMs);
}

export function jobsFor(options: ProbeOptions, processes: readonly SampledProcess[]): ProbeJob[] {
  const jobs: ProbeJob[] = [];
  for (const process of processes) {
    if (process.tree) jobs.push({ kind: 'tree', process });
    jobs.push({ kind: 'connections', process }, { kind: 'pss', process });
  }
  for (const { name, path } of options.paths) jobs.push({ kind: 'path', name, path });
  if (options.scrape !== null) jobs.push({ kind: 'scrape', ...options.scrape });
  // pidusage knows only the /proc of its own machine.
  if (options.procRoot === '/proc' && processes.length > 0) jobs.push({ kind: 'cross-check', processes });
  return jobs;
}

/** Remembers when each job may begin next. Forgets jobs that are no longer asked for. */
export class ProbeSchedule {
  readonly #notBeforeMs = new Map<string, number>();
  readonly #running = new Set<string>();

  due(jobs: readonly ProbeJob[], skipped: ReadonlySet<string>, nowMs: number): ProbeJob[] {
    const keys = new Set(jobs.map(jobKey));
    for (const key of this.#notBeforeMs.keys()) if (!keys.has(key)) this.#notBeforeMs.delete(key);
    return jobs.filter((job) => {
      const key = jobKey(job);
      return !skipped.has(key) && !this.#running.has(key) && (this.#notBeforeMs.get(key) ?? 0) <= nowMs;
    });
  }

  begun(job: ProbeJob): void {
    this.#running.add(jobKey(job));
  }

  ended(job: ProbeJob, begunMs: number, endedMs: number): void {
    const key = jobKey(job);
    this.#running.delete(key);
    this.#notBeforeMs.set(key, nextBeginMs(job.kind, begunMs, endedMs - begunMs));
  }
}
