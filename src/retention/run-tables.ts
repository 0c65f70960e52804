/** Every table that holds rows of runs, and which of its rows are one run's. */

export interface RunTable {
  readonly name: string;
  /** Takes the run once. */
  readonly where: string;
  /** Gone when a run is thinned: what its minutes stand for. */
  readonly raw: boolean;
}

const OF_RUN = 'run = ?';
const OF_SERIES = 'series IN (SELECT s.series FROM scraped_series s WHERE s.run = ?)';

/** Series after what refers to them; what makes it a run comes last. */
export const RUN_TABLES: readonly RunTable[] = [
  { name: 'samples', where: OF_RUN, raw: true },
  { name: 'self_samples', where: OF_RUN, raw: true },
  { name: 'cgroup_samples', where: OF_RUN, raw: true },
  { name: 'paths', where: OF_RUN, raw: true },
  { name: 'scrapes', where: OF_SERIES, raw: true },
  { name: 'operation_seconds', where: OF_RUN, raw: true },
  { name: 'generator_seconds', where: OF_RUN, raw: true },
  ...[
    'sample_minutes',
    'self_minutes',
    'cgroup_minutes',
    'path_minutes',
    'operation_minutes',
    'generator_minutes',
  ].map(ofRun),
  { name: 'scrape_minutes', where: OF_SERIES, raw: false },
  ...[
    'scraped_series',
    'minutes',
    'minute_times',
    'histograms',
    'failures',
    'events',
    'availability',
    'limits',
  ].map(ofRun),
  ...[
    'alerts',
    'notifications',
    'snapshots',
    'outcomes',
    'failure_samples',
    'corpora',
    'marks',
    'faults',
  ].map(ofRun),
  ofRun('baselines'),
  ...['verdicts', 'trends', 'generations', 'targets', 'operations', 'progress', 'runs'].map(ofRun),
];

/**
 * Tables that name a run and outlive it: the ledger of slots, lest a slot be started twice, and the list of what is to
 * be deleted.
 */
export const OUTLIVING = ['slots', 'discarded'] as const;

function ofRun(name: string): RunTable {
  return { name, where: OF_RUN, raw: false };
}
