/**
 * How the fields of records are kept as columns. The one place that both the writer's INSERTs and the reader's
 * SELECTs come from; schema.ts creates the tables.
 *
 * Times of the clocks are whole milliseconds. Durations are whole nano- or microseconds: exact, and half the
 * bytes of a REAL, which always takes eight.
 */

import type {
  CorpusRow,
  FailureRow,
  FailureSampleRow,
  GeneratorSecondRow,
  HistogramRow,
  MarkRow,
  MinuteTimesRow,
  OperationSecondRow,
  OutcomeRow,
} from './load-record.ts';
import type {
  AlertRow,
  AvailabilityRow,
  CgroupRow,
  EventRow,
  FaultRow,
  GenerationRow,
  LimitsRow,
  NotificationRow,
  PathRow,
  SampleRow,
  ScrapedRow,
  SelfRow,
  SnapshotRow,
  TrendRow,
  VerdictRow,
} from './record.ts';
import type { RunProgress } from './run-record.ts';

/** nano and micro: milliseconds in the record, nano- or microseconds in the column. together: null is kept as −1. */
export type Keeping = 'whole' | 'real' | 'text' | 'blob' | 'flag' | 'micro' | 'nano' | 'together';

export interface Column {
  readonly name: string;
  readonly keeping: Keeping;
}

export type Columns<Row> = { readonly [Field in keyof Row]-?: Column };

/** What SQLite can bind. */
export type Value = number | string | Uint8Array | null;

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

export const operationSeconds = {
  operation: column('operation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  due: column('due', 'whole'),
  sent: column('sent', 'whole'),
  ok: column('ok', 'whole'),
  failed: column('failed', 'whole'),
  blocked: column('blocked', 'whole'),
  bypassed: column('bypassed', 'whole'),
  overblocked: column('overblocked', 'whole'),
  undecided: column('undecided', 'whole'),
  skipped: column('skipped', 'whole'),
  latencyP50Ms: column('latency_p50_ns', 'nano'),
  latencyP95Ms: column('latency_p95_ns', 'nano'),
  latencyP99Ms: column('latency_p99_ns', 'nano'),
  latencyMaxMs: column('latency_max_ns', 'nano'),
  serviceP50Ms: column('service_p50_ns', 'nano'),
  serviceP95Ms: column('service_p95_ns', 'nano'),
  serviceP99Ms: column('service_p99_ns', 'nano'),
  serviceMaxMs: column('service_max_ns', 'nano'),
} satisfies Columns<OperationSecondRow>;

export const failures = {
  operation: column('operation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  failure: column('failure', 'text'),
  count: column('count', 'whole'),
} satisfies Columns<FailureRow>;

export const outcomes = {
  operation: column('operation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  category: column('category', 'text'),
  expected: column('expected', 'text'),
  blocked: column('blocked', 'whole'),
  allowed: column('allowed', 'whole'),
  undecided: column('undecided', 'whole'),
} satisfies Columns<OutcomeRow>;
export const marks = {
  operation: column('operation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  mark: column('mark', 'text'),
  count: column('count', 'whole'),
} satisfies Columns<MarkRow>;

export const failureSamples = {
  operation: column('operation', 'whole'),
  arrival: column('arrival', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  failure: column('failure', 'text'),
  latencyMs: column('latency_us', 'micro'),
  sent: column('sent', 'text'),
  received: column('received', 'text'),
} satisfies Columns<FailureSampleRow>;

export const corpora = {
  name: column('name', 'text'),
  file: column('file', 'text'),
  rows: column('rows', 'whole'),
  entries: column('entries', 'whole'),
  sha256: column('sha256', 'text'),
} satisfies Columns<CorpusRow>;

export const generatorSeconds = {
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  offered: column('offered', 'whole'),
  achieved: column('achieved', 'whole'),
  lagP50Ms: column('lag_p50_ns', 'nano'),
  lagP99Ms: column('lag_p99_ns', 'nano'),
  loopDelayMs: column('loop_delay_us', 'micro'),
  cpuPct: column('cpu_pct', 'real'),
  rssBytes: column('rss_bytes', 'whole'),
  inFlight: column('in_flight', 'whole'),
  queued: column('queued', 'whole'),
  opened: column('opened', 'whole'),
  saturated: column('saturated', 'flag'),
} satisfies Columns<GeneratorSecondRow>;

const times = {
  latencyP50Ms: column('latency_p50_ns', 'nano'),
  latencyP95Ms: column('latency_p95_ns', 'nano'),
  latencyP99Ms: column('latency_p99_ns', 'nano'),
  latencyMaxMs: column('latency_max_ns', 'nano'),
  serviceP50Ms: column('service_p50_ns', 'nano'),
  serviceP95Ms: column('service_p95_ns', 'nano'),
  serviceP99Ms: column('service_p99_ns', 'nano'),
  serviceMaxMs: column('service_max_ns', 'nano'),
};

export const minuteTimes = {
  operation: column('operation', 'together'),
  monoMs: column('mono_ms', 'whole'),
  ...times,
} satisfies Columns<MinuteTimesRow>;

export const histograms = {
  operation: column('operation', 'together'),
  monoMs: column('mono_ms', 'whole'),
  spanMs: column('span_ms', 'whole'),
  ...times,
  latency: column('latency', 'blob'),
  service: column('service', 'blob'),
} satisfies Columns<HistogramRow>;

export const events = {
  event: column('event', 'text'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  target: column('target', 'whole'),
  text: column('text', 'text'),
  durationMs: column('duration_ms', 'whole'),
} satisfies Columns<EventRow>;

export const generations = {
  target: column('target', 'whole'),
  generation: column('generation', 'whole'),
  pid: column('pid', 'whole'),
  startTicks: column('start_ticks', 'whole'),
  bootId: column('boot_id', 'text'),
  command: column('command', 'text'),
  startedMs: column('started_ms', 'whole'),
  endedMs: column('ended_ms', 'whole'),
  why: column('why', 'text'),
  planned: column('planned', 'flag'),
} satisfies Columns<GenerationRow>;

export const verdicts = {
  position: column('position', 'whole'),
  rule: column('rule', 'text'),
  target: column('target', 'text'),
  verdict: column('verdict', 'text'),
  reason: column('reason', 'text'),
  observed: column('observed', 'real'),
  low: column('low', 'real'),
  high: column('high', 'real'),
  unit: column('unit', 'text'),
  ofSelf: column('of_self', 'flag'),
} satisfies Columns<VerdictRow>;

export const trends = {
  position: column('position', 'whole'),
  metric: column('metric', 'text'),
  target: column('target', 'text'),
  operation: column('operation', 'text'),
  generation: column('generation', 'whole'),
  trend: column('trend', 'text'),
} satisfies Columns<TrendRow>;

export const alerts = {
  alert: column('alert', 'whole'),
  target: column('target', 'together'),
  firedMs: column('fired_ms', 'whole'),
  sinceMs: column('since_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  endedMs: column('ended_ms', 'whole'),
  state: column('state', 'text'),
  name: column('name', 'text'),
  rule: column('rule', 'text'),
  severity: column('severity', 'text'),
  bound: column('bound', 'real'),
  peak: column('peak', 'real'),
  unit: column('unit', 'text'),
} satisfies Columns<AlertRow>;

export const notifications = {
  delivery: column('delivery', 'text'),
  alert: column('alert', 'whole'),
  target: column('target', 'together'),
  firedMs: column('fired_ms', 'whole'),
  notifier: column('notifier', 'whole'),
  describes: column('describes', 'text'),
  status: column('status', 'text'),
  state: column('state', 'text'),
  attempts: column('attempts', 'whole'),
  atMs: column('at_ms', 'whole'),
  why: column('why', 'text'),
  body: column('body', 'text'),
  carried: column('carried', 'whole'),
} satisfies Columns<NotificationRow>;

export const snapshots = {
  slot: column('slot', 'whole'),
  target: column('target', 'whole'),
  generation: column('generation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  cause: column('cause', 'text'),
  about: column('about', 'text'),
  picture: column('picture', 'text'),
} satisfies Columns<SnapshotRow>;

export const faults = {
  fault: column('fault', 'whole'),
  occurrence: column('occurrence', 'whole'),
  name: column('name', 'text'),
  act: column('act', 'text'),
  subject: column('subject', 'text'),
  what: column('what', 'text'),
  seed: column('seed', 'whole'),
  plannedMs: column('planned_ms', 'whole'),
  plannedEndMs: column('planned_end_ms', 'whole'),
  begunMs: column('begun_ms', 'whole'),
  endedMs: column('ended_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  state: column('state', 'text'),
  beginProof: column('begin_proof', 'text'),
  endProof: column('end_proof', 'text'),
  why: column('why', 'text'),
} satisfies Columns<FaultRow>;

export const progress = {
  state: column('state', 'text'),
  phase: column('phase', 'text'),
  observedMs: column('observed_ms', 'whole'),
  heartbeatWallMs: column('heartbeat_wall_ms', 'whole'),
  endedWallMs: column('ended_wall_ms', 'whole'),
  verdict: column('verdict', 'text'),
  ownerPid: column('owner_pid', 'whole'),
  ownerStartTicks: column('owner_start_ticks', 'whole'),
  ownerBootId: column('owner_boot_id', 'text'),
  ownerKind: column('owner_kind', 'text'),
  socket: column('socket', 'text'),
  bootId: column('boot_id', 'text'),
  monotonicOriginMs: column('monotonic_origin_ms', 'real'),
} satisfies Columns<RunProgress>;

/** The SQL expression that gives a column in the record's own unit. */
export function inRecordUnit({ name, keeping }: Column, table = ''): string {
  const qualified = table === '' ? name : `${table}.${name}`;
  if (keeping === 'nano') return `${qualified} / 1000000.0`;
  if (keeping === 'micro') return `${qualified} / 1000.0`;
  if (keeping === 'together') return `nullif(${qualified}, -1)`;
  return qualified;
}

/** A record's field as its column keeps it. undefined (an optional field left out) is null. */
export function kept(value: unknown, keeping: Keeping): Value {
  if (keeping === 'together') return typeof value === 'number' ? value : -1;
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') {
    if (keeping === 'real') return value;
    if (keeping === 'nano') return Math.round(value * 1e6);
    return Math.round(keeping === 'micro' ? value * 1e3 : value);
  }
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  throw new TypeError(`a ${typeof value} cannot be stored`);
}

function column<const K extends Keeping>(name: string, keeping: K) {
  return { name, keeping };
}
