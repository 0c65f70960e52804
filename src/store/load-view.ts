/** The views of the load: counts and quantiles, per second and per minute. */
import {
  inMinute,
  joinOperation,
  joinRun,
  mebibytes,
  minuteNumber,
  onClock,
  operationName,
  rawOrMinutes,
  runId,
  sinceBegin,
  type View,
  type ViewColumn,
} from './view.ts';

const KINDS = [
  { kind: 'latency', prefix: '', from: 'from the intended start' },
  { kind: 'service', prefix: 'service_', from: 'from the actual send' },
] as const;
const QUANTILES = ['p50', 'p95', 'p99', 'max'] as const;

/** All operations together are a row of their own (-1); a run of a single operation needs none. */
const TOGETHER = `(SELECT CASE count(*) WHEN 1 THEN min(o.operation) ELSE -1 END FROM operations o WHERE o.run = m.run)`;
/** One second of each operation, or the seconds of one minute. */
const allInSecond = (expression: string) => ofAll(expression, 's.mono_ms = g.mono_ms', 'g');
const allInMinute = (expression: string, prefix = '') =>
  rawOrMinutes(
    prefix + ofAll(expression, inMinute('s'), 'm'),
    prefix + ofAll(expression, inMinute('s'), 'm', 'operation_minutes'),
  );
const oneInMinute = (expression: string, prefix = '') => {
  const from = (table: string) =>
    `${prefix}(SELECT ${expression} FROM ${table} s WHERE s.run = m.run AND s.operation = o.operation AND ${inMinute('s')})`;
  return rawOrMinutes(from('operation_seconds'), from('operation_minutes'));
};

export const loadViews: readonly View[] = [
  {
    name: 'load_minute',
    about: 'the load minute by minute, all operations together',
    columns: [
      runId,
      minuteNumber,
      ...counts((column) => allInMinute(`sum(s.${column})`)),
      ...minuteQuantiles(TOGETHER),
    ],
    source: `FROM minutes m ${joinRun('m')} WHERE ${allInMinute('1', 'EXISTS ')}`,
  },
  {
    name: 'operation_minute',
    about: 'the load minute by minute, per operation',
    columns: [
      runId,
      operationName,
      minuteNumber,
      ...counts((column) => oneInMinute(`sum(s.${column})`)),
      ...minuteQuantiles('o.operation'),
    ],
    source: `FROM minutes m ${joinRun('m')} JOIN operations o ON o.run = m.run WHERE ${oneInMinute('1', 'EXISTS ')}`,
  },
  {
    name: 'load_second',
    about: 'the load second by second, all operations together; a thinned run has minutes only',
    columns: [
      runId,
      ...onClock('g'),
      ...counts((column) => allInSecond(`sum(s.${column})`)),
      [
        'max_ms',
        `${allInSecond('max(s.latency_max_ns)')} / 1000000.0`,
        'slowest from the intended start, ms',
      ],
    ],
    source: `FROM generator_seconds g ${joinRun('g')}`,
  },
  {
    name: 'operation_second',
    about: 'the load second by second, per operation; a thinned run has minutes only',
    columns: [
      runId,
      operationName,
      ...onClock('s'),
      ...counts((column) => `s.${column}`),
      ...secondQuantiles(),
    ],
    source: `FROM operation_seconds s ${joinOperation('s')}`,
  },
  {
    name: 'outcome',
    about: 'what became of operations of which a corpus says what should, by category, minute by minute',
    columns: [
      runId,
      operationName,
      ...sinceBegin('c'),
      ['category', 'c.category', 'under what they are counted'],
      ['expected', 'c.expected', 'what should have become of them: blocked or allowed'],
      ['blocked', 'c.blocked', 'refused; where allowed was expected false positives'],
      ['allowed', 'c.allowed', 'not refused; where blocked was expected bypasses'],
      ['undecided', 'c.undecided', 'failed or skipped, which is neither'],
    ],
    source: `FROM outcomes c ${joinOperation('c')}`,
  },
  {
    name: 'failure_sample',
    about: 'some of the operations that were no success: the first of each class in each minute',
    columns: [
      runId,
      operationName,
      ...sinceBegin('c'),
      ['arrival', 'c.arrival', 'its number among all that came due'],
      ['failure', 'c.failure', 'its class; or bypassed, or false-positive'],
      ['latency_ms', 'c.latency_us / 1000.0', 'from the intended start, ms'],
      ['sent', 'c.sent', 'begin of what went out, without secrets; NULL: not kept'],
      ['received', 'c.received', 'begin of what came back, without secrets; NULL: not kept'],
    ],
    source: `FROM failure_samples c ${joinOperation('c')}`,
  },
  {
    name: 'corpus',
    about: 'the files that operations were filled with, as they were when the run began',
    columns: [
      runId,
      ['name', 'c.name', 'its name in the plan'],
      ['file', 'c.file', 'its path'],
      ['rows', 'c.rows', 'rows in it'],
      ['entries', 'c.entries', 'rows, each once for each way to encode it'],
      ['sha256', 'c.sha256', 'digest of the file'],
    ],
    source: `FROM corpora c ${joinRun('c')}`,
  },
  {
    name: 'failure',
    about: 'failed operations by class',
    columns: [
      runId,
      operationName,
      ...sinceBegin('f'),
      ['failure', 'f.failure', 'timeout, refused, reset, status-503, …'],
      ['count', 'f.count', 'failures of this class in the second'],
    ],
    source: `FROM failures f ${joinOperation('f')}`,
  },
  {
    name: 'mark',
    about: 'what the load noticed beside how operations ended',
    columns: [
      runId,
      operationName,
      ...sinceBegin('m'),
      ['mark', 'm.mark', 'expected, arrived, lost, duplicated, reordered, corrupted, opened, dropped, …'],
      ['count', 'm.count', 'how often in the second'],
    ],
    source: `FROM marks m ${joinOperation('m')}`,
  },
  {
    name: 'generator',
    about: 'how the load generator itself did, second by second; a thinned run has minutes only',
    columns: [
      runId,
      ...onClock('g'),
      ['offered', 'g.offered', 'operations due'],
      ['achieved', 'g.achieved', 'operations sent'],
      ['lag_p50_ms', 'g.lag_p50_ns / 1000000.0', 'median lateness of the pacer, ms'],
      ['lag_p99_ms', 'g.lag_p99_ns / 1000000.0', '99th percentile of that lateness, ms'],
      ['loop_delay_ms', 'g.loop_delay_us / 1000.0', 'worst delay of its event loop, ms'],
      ['cpu_pct', 'g.cpu_pct', 'share of one core, percent'],
      mebibytes('rss_mib', 'g.rss_bytes', 'resident set'),
      ['in_flight', 'g.in_flight', 'operations under way'],
      ['queued', 'g.queued', 'operations waiting for a connection'],
      ['opened', 'g.opened', 'connections that were begun'],
      ['saturated', 'g.saturated', '1 when it fell behind by its own fault'],
    ],
    source: `FROM generator_seconds g ${joinRun('g')}`,
  },
];

/** CROSS JOIN keeps SQLite to this order: the other way round it goes through all seconds of the run. */
function ofAll(expression: string, when: string, of: string, table = 'operation_seconds'): string {
  return `(SELECT ${expression} FROM operations o CROSS JOIN ${table} s
    WHERE o.run = ${of}.run AND s.run = o.run AND s.operation = o.operation AND ${when})`;
}

function counts(of: (column: string) => string): readonly ViewColumn[] {
  return [
    ['due', of('due'), 'operations whose intended start fell in it'],
    ['sent', of('sent'), 'operations sent'],
    ['ok', of('ok'), 'operations that ended as expected'],
    ['failed', of('failed'), 'operations that failed'],
    ['blocked', of('blocked'), 'operations refused'],
    ['bypassed', of('bypassed'), 'of those that ended as expected: they should have been refused'],
    ['overblocked', of('overblocked'), 'of those refused: nothing said that they should be'],
    ['undecided', of('undecided'), 'of those failed or skipped: it was said what should become of them'],
    ['skipped', of('skipped'), 'operations due but never sent; unsuccessful'],
  ];
}

function secondQuantiles(): readonly ViewColumn[] {
  return KINDS.flatMap(({ kind, prefix, from }) =>
    QUANTILES.map(
      (which): ViewColumn => [
        `${prefix}${which}_ms`,
        `s.${kind}_${which}_ns / 1000000.0`,
        `${which} ${from}, ms`,
      ],
    ),
  );
}

/**
 * Of the whole minute: told beside its windows, or by its only one. Where load restarted within the minute there are
 * several: the greatest, an upper bound.
 */
function minuteQuantiles(operation: string): readonly ViewColumn[] {
  const greatest = (table: string, column: string): string =>
    `(SELECT max(h.${column}) FROM ${table} h WHERE h.run = m.run AND h.operation = ${operation} AND ${inMinute('h')})`;
  return KINDS.flatMap(({ kind, prefix, from }) =>
    QUANTILES.map(
      (which): ViewColumn => [
        `${prefix}${which}_ms`,
        `coalesce(${['minute_times', 'histograms'].map((table) => greatest(table, `${kind}_${which}_ns`)).join(', ')}) / 1000000.0`,
        `${which} of the whole minute ${from}, ms`,
      ],
    ),
  );
}
