/** How what the load writes is kept as columns. */
import { type Columns, column } from './column.ts';
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
  ...times,
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
