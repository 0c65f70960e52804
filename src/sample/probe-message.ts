/** What the sampler and its probe thread say to each other. */
import type { Finding } from './finding.ts';
import type { PathReading, SampledProcess, ScrapedReading } from './sample.ts';
import type { TreeScan } from './target-reader.ts';
import type { DearReading } from './tree-reading.ts';

export interface ProbeOptions {
  readonly procRoot: string;
  readonly paths: readonly { readonly name: string; readonly path: string }[];
  readonly scrape: { readonly url: string; readonly series: readonly string[] } | null;
}

/** One reading the probe takes again and again. */
export type ProbeJob =
  | { readonly kind: 'tree' | 'pss' | 'connections'; readonly process: SampledProcess }
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  | { readonly kind: 'scrape'; readonly url: string; readonly series: readonly string[] }
  | { readonly kind: 'cross-check'; readonly processes: readonly SampledProcess[] };

export type ProbeResult =
  | { readonly kind: 'tree'; readonly process: SampledProcess; readonly scan: TreeScan }
  | {
      readonly kind: 'pss' | 'connections';
      readonly process: SampledProcess;
      readonly reading: DearReading;
    }
  | { readonly kind: 'path'; readonly reading: PathReading }
  | { readonly kind: 'scrape'; readonly readings: readonly ScrapedReading[] }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] };

/** At each tick: read what is due. `skipped` are keys of jobs that hung lately. */
export interface ProbeRequest {
  readonly processes: readonly SampledProcess[];
  readonly skipped: readonly string[];
}

export type ProbeReport =
  | { readonly state: 'begun'; readonly job: ProbeJob }
  /** takenMs: CLOCK_MONOTONIC when it was read; null when there was nothing to read any more. */
  | {
      readonly state: 'ended';
      readonly job: ProbeJob;
      readonly takenMs: number;
      readonly result: ProbeResult | null;
    };

/** Names a job over its repetitions. */
export function jobKey(job: ProbeJob): string {
  switch (job.kind) {
    case 'path':
      return `path ${job.name}`;
    case 'scrape':
    case 'cross-check':
      return job.kind;
    default:
      return `${job.kind} ${job.process.target} ${job.process.generation} ${job.process.pid}`;
  }
}

/** The answer to a job that could not be done. */
export function unavailableResult(job: ProbeJob, reason: string): ProbeResult {
  switch (job.kind) {
    case 'tree':
      return { kind: 'tree', process: job.process, scan: { members: [], incomplete: reason } };
    case 'pss':
    case 'connections':
      return { kind: job.kind, process: job.process, reading: { value: null, unavailable: reason } };
    case 'path':
      return {
        kind: 'path',
        reading: { name: job.name, bytes: null, files: null, unavailable: reason },
      };
    case 'scrape':
      return {
        kind: 'scrape',
        readings: job.series.map((series) => ({ series, value: null, unavailable: reason })),
      };
    case 'cross-check':
      return { kind: 'findings', findings: [{ kind: 'cross-check', target: null, text: reason }] };
  }
}
