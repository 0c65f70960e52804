/** How what the sampler reads is kept as columns. */
import { type Columns, column } from './column.ts';
import type {
  AvailabilityRow,
  CgroupRow,
  LimitsRow,
  PathRow,
  SampleRow,
  ScrapedRow,
  SelfRow,
} from './reading-record.ts';

export const samples = {
  target: column('target', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  generation: column('generation', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  skewMs: column('skew_us', 'micro'),
  rssBytes: column('rss_bytes', 'whole'),
  anonBytes: column('anon_bytes', 'whole'),
  swapBytes: column('swap_bytes', 'whole'),
  pssBytes: column('pss_bytes', 'whole'),
  vszBytes: column('vsz_bytes', 'whole'),
  fds: column('fds', 'whole'),
  threads: column('threads', 'whole'),
  connections: column('connections', 'whole'),
  cpuPct: column('cpu_pct', 'real'),
  readBytes: column('read_bytes', 'whole'),
  writtenBytes: column('written_bytes', 'whole'),
  processes: column('processes', 'whole'),
} satisfies Columns<SampleRow>;

export const cgroupSamples = {
  target: column('target', 'whole'),
  generation: column('generation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  anonBytes: column('anon_bytes', 'whole'),
  currentBytes: column('current_bytes', 'whole'),
  peakBytes: column('peak_bytes', 'whole'),
  oomKills: column('oom_kills', 'whole'),
  tasks: column('tasks', 'whole'),
  cpuPressurePct: column('cpu_pressure_pct', 'real'),
  memoryPressurePct: column('memory_pressure_pct', 'real'),
  ioPressurePct: column('io_pressure_pct', 'real'),
} satisfies Columns<CgroupRow>;

export const limits = {
  target: column('target', 'whole'),
  generation: column('generation', 'whole'),
  memoryBytes: column('memory_bytes', 'whole'),
  tasks: column('tasks', 'whole'),
  fds: column('fds', 'whole'),
} satisfies Columns<LimitsRow>;

export const availability = {
  target: column('target', 'whole'),
  metric: column('metric', 'text'),
  monoMs: column('mono_ms', 'whole'),
  reason: column('reason', 'text'),
} satisfies Columns<AvailabilityRow>;

export const paths = {
  path: column('path', 'text'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  bytes: column('bytes', 'whole'),
  files: column('files', 'whole'),
} satisfies Columns<PathRow>;

/** `series` is the name here and a number in the table: names are long and there is a row each tick. */
export const scrapes = {
  series: column('name', 'text'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  value: column('value', 'real'),
} satisfies Columns<ScrapedRow>;

export const selfSamples = {
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  rssBytes: column('rss_bytes', 'whole'),
  fds: column('fds', 'whole'),
  cpuPct: column('cpu_pct', 'real'),
  loopLagMs: column('loop_lag_us', 'micro'),
  missedTicks: column('missed_ticks', 'whole'),
} satisfies Columns<SelfRow>;
