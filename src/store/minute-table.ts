/** Which table holds the minutes of a raw one, once a run is thinned. A mean has the name of the raw column. */

export const MINUTE_TABLES = {
  samples: 'sample_minutes',
  self_samples: 'self_minutes',
  cgroup_samples: 'cgroup_minutes',
  paths: 'path_minutes',
  scrapes: 'scrape_minutes',
  operation_seconds: 'operation_minutes',
  generator_seconds: 'generator_minutes',
} as const;

export type RawTable = keyof typeof MINUTE_TABLES;
