/** The views of targets: what was sampled of them. */
import {
  inMinute,
  instant,
  joinRun,
  joinTarget,
  mebibytes,
  minuteNumber,
  onClock,
  rawAndMinutes,
  rawOrMinutes,
  runId,
  sinceBegin,
  targetName,
  type View,
} from './view.ts';

/** A plan that is not JSON has no interval, and breaks no query. */
const EVERY_MS = `CASE WHEN json_valid(r.plan_json) THEN json_extract(r.plan_json, '$.sample.everyMs') END`;

const IN_MINUTE = rawOrMinutes(
  `EXISTS ${minuteOf('samples', '1')}`,
  `EXISTS ${minuteOf('sample_minutes', '1')}`,
);
const READABLE = ofRun('count(s.rss_bytes)', 'sum(s.rss_bytes_count)');

export const targetViews: readonly View[] = [
  {
    name: 'memory',
    about:
      'memory of a target, one row per sample; NULL where it could not be read (see unavailable); a thinned run has minutes only',
    columns: [
      runId,
      targetName,
      ['generation', 's.generation', 'counts the processes the target has been, from 0'],
      ...onClock('s'),
      mebibytes('rss_mib', 's.rss_bytes', 'resident set'),
      mebibytes('anon_mib', 's.anon_bytes', 'anonymous memory plus swap: what leaks'),
      mebibytes('swap_mib', 's.swap_bytes', 'swapped out'),
      mebibytes('pss_mib', 's.pss_bytes', 'proportional set: shared pages divided among their users'),
      mebibytes('vsz_mib', 's.vsz_bytes', 'address space'),
    ],
    source: `FROM samples s ${joinTarget('s')}`,
  },
  {
    name: 'resource',
    about:
      'everything else sampled of a target, one row per sample; NULL where it could not be read; a thinned run has minutes only',
    columns: [
      runId,
      targetName,
      ['generation', 's.generation', 'counts the processes the target has been, from 0'],
      ...onClock('s'),
      ['fds', 's.fds', 'open file descriptors'],
      ['threads', 's.threads', 'threads'],
      ['connections', 's.connections', 'sockets connected'],
      ['cpu_pct', 's.cpu_pct', 'share of one core since the sample before, percent'],
      mebibytes('read_mib', 's.read_bytes', 'read from storage since the process began'),
      mebibytes('written_mib', 's.written_bytes', 'written to storage since the process began'),
      ['processes', 's.processes', 'processes summed'],
      ['skew_ms', 's.skew_us / 1000.0', 'how late the sample was taken, ms'],
    ],
    source: `FROM samples s ${joinTarget('s')}`,
  },
  {
    name: 'resource_minute',
    about: 'a target minute by minute: means, except where the name says otherwise',
    columns: [
      runId,
      targetName,
      minuteNumber,
      ['generation', ofMinute('max(s.generation)', 'max(s.generation)'), 'the last generation of the minute'],
      ['samples', ofMinute('count(*)', 'sum(s.samples)'), 'samples in the minute'],
      mebibytes('rss_mib', meanOfMinute('rss_bytes'), 'resident set'),
      mebibytes('anon_mib', meanOfMinute('anon_bytes'), 'anonymous memory plus swap: what leaks'),
      mebibytes('swap_mib', meanOfMinute('swap_bytes'), 'swapped out'),
      mebibytes('pss_mib', meanOfMinute('pss_bytes'), 'proportional set'),
      mebibytes('rss_max_mib', ofMinute('max(s.rss_bytes)', 'max(s.rss_bytes_max)'), 'greatest resident set'),
      mebibytes(
        'anon_min_mib',
        ofMinute('min(s.anon_bytes)', 'min(s.anon_bytes_min)'),
        'least anonymous memory: the floor of a sawtooth',
      ),
      ['fds', meanOfMinute('fds'), 'open file descriptors'],
      ['fds_max', ofMinute('max(s.fds)', 'max(s.fds_max)'), 'most open file descriptors'],
      ['threads', meanOfMinute('threads'), 'threads'],
      ['connections', meanOfMinute('connections'), 'sockets connected'],
      ['cpu_pct', meanOfMinute('cpu_pct'), 'share of one core, percent'],
    ],
    source: `FROM minutes m JOIN runs r ON r.run = m.run JOIN targets t ON t.run = m.run WHERE ${IN_MINUTE}`,
  },
  {
    name: 'generation',
    about: 'each process that was a target',
    columns: [
      runId,
      targetName,
      ['generation', 'g.generation', 'counts from 0'],
      ['pid', 'g.pid', 'process id of the root process'],
      ['command', 'g.command', 'its command line'],
      ['started_s', 'g.started_ms / 1000.0', 'seconds since the run began'],
      ['ended_s', 'g.ended_ms / 1000.0', 'seconds since the run began; NULL while alive'],
      ['why', 'g.why', 'why it ended; NULL while alive'],
      ['planned', 'g.planned', '1 when soakd ended it as planned'],
    ],
    source: `FROM generations g ${joinTarget('g')}`,
  },
  {
    name: 'limit_in_force',
    about: 'what a life of a target may take at most; NULL: there is no limit',
    columns: [
      runId,
      targetName,
      ['generation', 'l.generation', 'the life'],
      mebibytes('memory_mib', 'l.memory_bytes', 'memory, of its control group and those above it'),
      ['tasks', 'l.tasks', 'processes and threads, of its control group'],
      ['fds', 'l.fds', 'open file descriptors of each process (RLIMIT_NOFILE)'],
    ],
    source: `FROM limits l ${joinTarget('l')}`,
  },
  {
    name: 'cgroup',
    about:
      "what the kernel counts for a target's own control group (version 2), one row per sample (thinned: mean of a minute)",
    columns: [
      runId,
      targetName,
      ['generation', 'c.generation', 'counts the processes the target has been'],
      ...onClock('c'),
      mebibytes('anon_mib', 'c.anon_bytes', 'anonymous memory'),
      mebibytes('current_mib', 'c.current_bytes', 'all memory charged to it, with the page cache'),
      mebibytes('peak_mib', 'c.peak_bytes', 'the most of that so far'),
      ['oom_kills', 'c.oom_kills', 'processes killed for memory since the group was made'],
      ['tasks', 'c.tasks', 'processes and threads'],
      ['cpu_pressure_pct', 'c.cpu_pressure_pct', 'share of the time in which a task waited for a processor'],
      ['memory_pressure_pct', 'c.memory_pressure_pct', 'share of the time in which a task waited for memory'],
      ['io_pressure_pct', 'c.io_pressure_pct', 'share of the time in which a task waited for a disk'],
    ],
    ...rawAndMinutes(
      (isMinutes) => `FROM ${isMinutes ? 'cgroup_minutes' : 'cgroup_samples'} c ${joinTarget('c')}`,
    ),
  },
  {
    name: 'unavailable',
    about: 'when a metric became unavailable and why, or available again',
    columns: [
      runId,
      targetName,
      ['metric', 'a.metric', 'the metric'],
      ...sinceBegin('a'),
      ['reason', 'a.reason', 'why; NULL: available again'],
    ],
    source: `FROM availability a ${joinTarget('a')}`,
  },
  {
    name: 'path',
    about: 'size of the watched paths (thinned: mean of a minute)',
    columns: [
      runId,
      ['path', 'p.path', "the path's name in the plan"],
      ...onClock('p'),
      mebibytes('size_mib', 'p.bytes', 'bytes of the files below it'),
      ['files', 'p.files', 'files below it'],
    ],
    ...rawAndMinutes((isMinutes) => `FROM ${isMinutes ? 'path_minutes' : 'paths'} p ${joinRun('p')}`),
  },
  {
    name: 'scrape',
    about: 'values of the scraped series (thinned: mean of a minute)',
    columns: [
      runId,
      ['series', 'n.name', 'name of the series, with its labels'],
      ...onClock('v'),
      ['value', 'v.value', "in the series' own unit"],
    ],
    ...rawAndMinutes(
      (isMinutes) =>
        `FROM ${isMinutes ? 'scrape_minutes' : 'scrapes'} v JOIN scraped_series n ON n.series = v.series ${joinRun('n')}`,
    ),
  },
  {
    name: 'self',
    about: 'what soakd itself used (thinned: mean of a minute, ticks missed in it)',
    columns: [
      runId,
      ...onClock('s'),
      mebibytes('rss_mib', 's.rss_bytes', 'resident set'),
      ['fds', 's.fds', 'open file descriptors'],
      ['cpu_pct', 's.cpu_pct', 'share of one core, percent'],
      ['loop_lag_ms', 's.loop_lag_us / 1000.0', 'worst delay of the event loop, ms'],
      ['missed_ticks', 's.missed_ticks', 'samples that fell due and were never taken'],
    ],
    ...rawAndMinutes((isMinutes) => `FROM ${isMinutes ? 'self_minutes' : 'self_samples'} s ${joinRun('s')}`),
  },
  {
    name: 'coverage',
    about: 'how much of a run was sampled, per target',
    columns: [
      runId,
      targetName,
      ['samples', ofRun('count(*)', 'sum(s.samples)'), 'samples taken'],
      ['readable', READABLE, 'samples with a resident set'],
      ['every_s', `${EVERY_MS} / 1000.0`, "the plan's interval, seconds"],
      ['observed_s', 'p.observed_ms / 1000.0', 'observed time of the run, seconds'],
      [
        'coverage',
        `min(1.0, ${READABLE} * ${EVERY_MS} / max(1.0, p.observed_ms))`,
        'readable samples to those due, 0 to 1',
      ],
      [
        'gap_s',
        `(SELECT ifnull(sum(e.duration_ms), 0) / 1000.0 FROM events e WHERE e.run = r.run AND e.event = 'gap')`,
        'time soakd was down, seconds',
      ],
      instant('last_at', ofRun('max(s.wall_ms)', 'max(s.wall_ms)'), 'last sample, UTC'),
    ],
    source: 'FROM runs r JOIN progress p ON p.run = r.run JOIN targets t ON t.run = r.run',
  },
];

function meanOfMinute(column: string): string {
  return ofMinute(`avg(s.${column})`, `sum(s.${column} * s.${column}_count) / sum(s.${column}_count)`);
}

function ofMinute(raw: string, minutes: string): string {
  return rawOrMinutes(minuteOf('samples', raw), minuteOf('sample_minutes', minutes));
}

function minuteOf(table: string, expression: string): string {
  return `(SELECT ${expression} FROM ${table} s WHERE s.run = m.run AND s.target = t.target AND ${inMinute('s')})`;
}

function ofRun(raw: string, minutes: string): string {
  const from = (expression: string, table: string) =>
    `(SELECT ${expression} FROM ${table} s WHERE s.run = r.run AND s.target = t.target)`;
  return rawOrMinutes(from(raw, 'samples'), from(minutes, 'sample_minutes'));
}
