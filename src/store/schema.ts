/**
 * The tables, as an ordered list of migrations: a database's `user_version` is how many of them it has seen.
 * A migration that was released is never edited; the views (view.ts) are made anew after each.
 *
 * Bulk tables are WITHOUT ROWID and clustered by what a reader asks for, one series over a range of time.
 * (40,000 samples of four targets, interleaved: 70 bytes a row and 2 ms to read one target's column, against 83
 * and 3.6 with a rowid and an index.) Histograms have a rowid, since big blobs do not belong into a b-tree's
 * inner pages.
 */

/** PRAGMA application_id: "soak" in ASCII. Stands at byte 68 of the file. */
export const APPLICATION_ID = 0x736f616b;

export const migrations: readonly string[] = [
  `
CREATE TABLE runs (
  run INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  started_wall_ms INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  monotonic_origin_ms REAL NOT NULL,
  plan_sha256 TEXT NOT NULL,
  host_json TEXT NOT NULL,
  plan_json TEXT NOT NULL,
  plan_text TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_name ON runs (name);

-- Apart from the run, so that a heartbeat does not write the plan again.
CREATE TABLE progress (
  run INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  phase TEXT NOT NULL,
  observed_ms INTEGER NOT NULL,
  heartbeat_wall_ms INTEGER NOT NULL,
  ended_wall_ms INTEGER,
  verdict TEXT
) STRICT;

CREATE TABLE targets (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (run, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE operations (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  weight REAL NOT NULL,
  target INTEGER,
  PRIMARY KEY (run, operation)
) STRICT, WITHOUT ROWID;

CREATE TABLE generations (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  command TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  why TEXT,
  planned INTEGER NOT NULL,
  PRIMARY KEY (run, target, generation)
) STRICT, WITHOUT ROWID;

CREATE TABLE samples (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  skew_us INTEGER NOT NULL,
  rss_bytes INTEGER,
  anon_bytes INTEGER,
  swap_bytes INTEGER,
  pss_bytes INTEGER,
  vsz_bytes INTEGER,
  fds INTEGER,
  threads INTEGER,
  connections INTEGER,
  cpu_pct REAL,
  read_bytes INTEGER,
  written_bytes INTEGER,
  processes INTEGER NOT NULL,
  PRIMARY KEY (run, target, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE availability (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  metric TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  reason TEXT,
  PRIMARY KEY (run, target, metric, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE paths (
  run INTEGER NOT NULL,
  path TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  bytes INTEGER,
  files INTEGER,
  PRIMARY KEY (run, path, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE scraped_series (
  series INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (run, name)
) STRICT;

CREATE TABLE scrapes (
  series INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  value REAL,
  PRIMARY KEY (series, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE self_samples (
  run INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  rss_bytes INTEGER NOT NULL,
  fds INTEGER NOT NULL,
  cpu_pct REAL,
  loop_lag_us INTEGER NOT NULL,
  missed_ticks INTEGER NOT NULL,
  PRIMARY KEY (run, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation_seconds (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  due INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  latency_p50_ns INTEGER,
  latency_p95_ns INTEGER,
  latency_p99_ns INTEGER,
  latency_max_ns INTEGER,
  service_p50_ns INTEGER,
  service_p95_ns INTEGER,
  service_p99_ns INTEGER,
  service_max_ns INTEGER,
  PRIMARY KEY (run, operation, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE failures (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  failure TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (run, operation, mono_ms, failure)
) STRICT, WITHOUT ROWID;

CREATE TABLE generator_seconds (
  run INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  offered INTEGER NOT NULL,
  achieved INTEGER NOT NULL,
  lag_p50_ns INTEGER NOT NULL,
  lag_p99_ns INTEGER NOT NULL,
  loop_delay_us INTEGER NOT NULL,
  cpu_pct REAL NOT NULL,
  rss_bytes INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  saturated INTEGER NOT NULL,
  PRIMARY KEY (run, mono_ms)
) STRICT, WITHOUT ROWID;

-- The minutes that have rows: what the views by the minute start from, so that a query reads the ranges of the
-- clustered keys that it asks for, and not every run (480 minutes of one run in ten: 4 ms against 275 by GROUP BY).
CREATE TABLE minutes (
  run INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  PRIMARY KEY (run, minute)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER sampled_minute AFTER INSERT ON samples
WHEN NOT EXISTS (SELECT 1 FROM minutes m WHERE m.run = NEW.run AND m.minute = NEW.mono_ms / 60000)
BEGIN INSERT INTO minutes (run, minute) VALUES (NEW.run, NEW.mono_ms / 60000); END;
CREATE TRIGGER loaded_minute AFTER INSERT ON operation_seconds
WHEN NOT EXISTS (SELECT 1 FROM minutes m WHERE m.run = NEW.run AND m.minute = NEW.mono_ms / 60000)
BEGIN INSERT INTO minutes (run, minute) VALUES (NEW.run, NEW.mono_ms / 60000); END;

-- operation -1: all operations together.
CREATE TABLE histograms (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  span_ms INTEGER NOT NULL,
  latency_p50_ns INTEGER,
  latency_p95_ns INTEGER,
  latency_p99_ns INTEGER,
  latency_max_ns INTEGER,
  service_p50_ns INTEGER,
  service_p95_ns INTEGER,
  service_p99_ns INTEGER,
  service_max_ns INTEGER,
  latency BLOB NOT NULL,
  service BLOB NOT NULL,
  UNIQUE (run, operation, mono_ms)
) STRICT;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  event TEXT NOT NULL,
  target INTEGER,
  text TEXT NOT NULL,
  duration_ms INTEGER
) STRICT;
CREATE INDEX events_by_time ON events (run, mono_ms);

CREATE TABLE verdicts (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  rule TEXT NOT NULL,
  target TEXT,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  observed REAL,
  low REAL,
  high REAL,
  unit TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
`,
  `
-- Who conducts the run (a process, named so that a reused pid is not taken for it) and where it listens; and, after a
-- reboot, the clock that the run was re-anchored to (NULL: that of runs).
ALTER TABLE progress ADD COLUMN owner_pid INTEGER;
ALTER TABLE progress ADD COLUMN owner_start_ticks INTEGER;
ALTER TABLE progress ADD COLUMN owner_boot_id TEXT;
ALTER TABLE progress ADD COLUMN owner_kind TEXT;
ALTER TABLE progress ADD COLUMN socket TEXT;
ALTER TABLE progress ADD COLUMN boot_id TEXT;
ALTER TABLE progress ADD COLUMN monotonic_origin_ms REAL;

-- The ledger of schedules: one row for each slot that was decided on, so that none is started twice or lost unseen.
CREATE TABLE slots (
  schedule TEXT NOT NULL,
  slot_wall_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  why TEXT,
  run INTEGER,
  decided_wall_ms INTEGER NOT NULL,
  PRIMARY KEY (schedule, slot_wall_ms)
) STRICT, WITHOUT ROWID;

-- The one daemon of this database.
CREATE TABLE daemon (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  socket TEXT NOT NULL,
  started_wall_ms INTEGER NOT NULL
) STRICT;
`,
  `
-- What is left of an ended run that was thinned: its minutes. A gauge has its mean under the name of the raw column, and
-- beside it how many readings there were, the least, the greatest and the last of them; a count is the minute's sum.
-- Rows stand at the mean of their samples' times, load at its first second; a new generation begins a row of its own.
-- Plain rows, so that the views by the minute answer for them: 295 bytes for the 60 readings of 12 metrics. An hour as one
-- compressed blob is 38 bytes a minute, but no other client reads it, and histograms weigh more than all of this.
ALTER TABLE runs ADD COLUMN thinned_wall_ms INTEGER;

CREATE TABLE sample_minutes (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  skew_us INTEGER,
  skew_us_count INTEGER NOT NULL, skew_us_min INTEGER, skew_us_max INTEGER, skew_us_last INTEGER,
  rss_bytes INTEGER,
  rss_bytes_count INTEGER NOT NULL, rss_bytes_min INTEGER, rss_bytes_max INTEGER, rss_bytes_last INTEGER,
  anon_bytes INTEGER,
  anon_bytes_count INTEGER NOT NULL, anon_bytes_min INTEGER, anon_bytes_max INTEGER, anon_bytes_last INTEGER,
  swap_bytes INTEGER,
  swap_bytes_count INTEGER NOT NULL, swap_bytes_min INTEGER, swap_bytes_max INTEGER, swap_bytes_last INTEGER,
  pss_bytes INTEGER,
  pss_bytes_count INTEGER NOT NULL, pss_bytes_min INTEGER, pss_bytes_max INTEGER, pss_bytes_last INTEGER,
  vsz_bytes INTEGER,
  vsz_bytes_count INTEGER NOT NULL, vsz_bytes_min INTEGER, vsz_bytes_max INTEGER, vsz_bytes_last INTEGER,
  fds REAL,
  fds_count INTEGER NOT NULL, fds_min INTEGER, fds_max INTEGER, fds_last INTEGER,
  threads REAL,
  threads_count INTEGER NOT NULL, threads_min INTEGER, threads_max INTEGER, threads_last INTEGER,
  connections REAL,
  connections_count INTEGER NOT NULL, connections_min INTEGER, connections_max INTEGER, connections_last INTEGER,
  cpu_pct REAL,
  cpu_pct_count INTEGER NOT NULL, cpu_pct_min REAL, cpu_pct_max REAL, cpu_pct_last REAL,
  read_bytes INTEGER,
  read_bytes_count INTEGER NOT NULL, read_bytes_min INTEGER, read_bytes_max INTEGER, read_bytes_last INTEGER,
  written_bytes INTEGER,
  written_bytes_count INTEGER NOT NULL, written_bytes_min INTEGER, written_bytes_max INTEGER, written_bytes_last INTEGER,
  processes REAL,
  processes_count INTEGER NOT NULL, processes_min INTEGER, processes_max INTEGER, processes_last INTEGER,
  PRIMARY KEY (run, target, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE self_minutes (
  run INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  rss_bytes INTEGER,
  rss_bytes_count INTEGER NOT NULL, rss_bytes_min INTEGER, rss_bytes_max INTEGER, rss_bytes_last INTEGER,
  fds REAL,
  fds_count INTEGER NOT NULL, fds_min INTEGER, fds_max INTEGER, fds_last INTEGER,
  cpu_pct REAL,
  cpu_pct_count INTEGER NOT NULL, cpu_pct_min REAL, cpu_pct_max REAL, cpu_pct_last REAL,
  loop_lag_us INTEGER,
  loop_lag_us_count INTEGER NOT NULL, loop_lag_us_min INTEGER, loop_lag_us_max INTEGER, loop_lag_us_last INTEGER,
  missed_ticks INTEGER NOT NULL,
  PRIMARY KEY (run, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE path_minutes (
  run INTEGER NOT NULL,
  path TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  bytes INTEGER,
  bytes_count INTEGER NOT NULL, bytes_min INTEGER, bytes_max INTEGER, bytes_last INTEGER,
  files REAL,
  files_count INTEGER NOT NULL, files_min INTEGER, files_max INTEGER, files_last INTEGER,
  PRIMARY KEY (run, path, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE scrape_minutes (
  series INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  value REAL,
  value_count INTEGER NOT NULL, value_min REAL, value_max REAL, value_last REAL,
  PRIMARY KEY (series, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation_minutes (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  due INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  PRIMARY KEY (run, operation, mono_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE generator_minutes (
  run INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  lag_p50_ns INTEGER,
  lag_p50_ns_count INTEGER NOT NULL, lag_p50_ns_min INTEGER, lag_p50_ns_max INTEGER, lag_p50_ns_last INTEGER,
  lag_p99_ns INTEGER,
  lag_p99_ns_count INTEGER NOT NULL, lag_p99_ns_min INTEGER, lag_p99_ns_max INTEGER, lag_p99_ns_last INTEGER,
  loop_delay_us INTEGER,
  loop_delay_us_count INTEGER NOT NULL, loop_delay_us_min INTEGER, loop_delay_us_max INTEGER, loop_delay_us_last INTEGER,
  cpu_pct REAL,
  cpu_pct_count INTEGER NOT NULL, cpu_pct_min REAL, cpu_pct_max REAL, cpu_pct_last REAL,
  rss_bytes INTEGER,
  rss_bytes_count INTEGER NOT NULL, rss_bytes_min INTEGER, rss_bytes_max INTEGER, rss_bytes_last INTEGER,
  in_flight REAL,
  in_flight_count INTEGER NOT NULL, in_flight_min INTEGER, in_flight_max INTEGER, in_flight_last INTEGER,
  queued REAL,
  queued_count INTEGER NOT NULL, queued_min INTEGER, queued_max INTEGER, queued_last INTEGER,
  offered INTEGER NOT NULL,
  achieved INTEGER NOT NULL,
  saturated INTEGER NOT NULL,
  PRIMARY KEY (run, mono_ms)
) STRICT, WITHOUT ROWID;

-- Rows that no reader looks at any more and that are deleted bit by bit: a whole run that is gone from runs, or the raw
-- samples of one that was thinned.
CREATE TABLE discarded (
  run INTEGER PRIMARY KEY,
  what TEXT NOT NULL CHECK (what IN ('run', 'samples'))
) STRICT;
`,
  `
-- 1: of soakd itself, and not of the plan.
ALTER TABLE verdicts ADD COLUMN of_self INTEGER;

-- What the kernel counts for the control group (v2) that is a target's own. NULL: not offered by this kernel.
CREATE TABLE cgroup_samples (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  anon_bytes INTEGER,
  current_bytes INTEGER,
  peak_bytes INTEGER,
  oom_kills INTEGER,
  tasks INTEGER,
  cpu_pressure_pct REAL,
  memory_pressure_pct REAL,
  io_pressure_pct REAL,
  PRIMARY KEY (run, target, mono_ms)
) STRICT, WITHOUT ROWID;

-- In force for a life of a target. NULL: none.
CREATE TABLE limits (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  memory_bytes INTEGER,
  tasks INTEGER,
  fds INTEGER,
  PRIMARY KEY (run, target, generation)
) STRICT, WITHOUT ROWID;
`,
  `
-- As sample_minutes, of cgroup_samples.
CREATE TABLE cgroup_minutes (
  run INTEGER NOT NULL,
  target INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  anon_bytes INTEGER,
  anon_bytes_count INTEGER NOT NULL, anon_bytes_min INTEGER, anon_bytes_max INTEGER, anon_bytes_last INTEGER,
  current_bytes INTEGER,
  current_bytes_count INTEGER NOT NULL, current_bytes_min INTEGER, current_bytes_max INTEGER, current_bytes_last INTEGER,
  peak_bytes INTEGER,
  peak_bytes_count INTEGER NOT NULL, peak_bytes_min INTEGER, peak_bytes_max INTEGER, peak_bytes_last INTEGER,
  oom_kills REAL,
  oom_kills_count INTEGER NOT NULL, oom_kills_min INTEGER, oom_kills_max INTEGER, oom_kills_last INTEGER,
  tasks REAL,
  tasks_count INTEGER NOT NULL, tasks_min INTEGER, tasks_max INTEGER, tasks_last INTEGER,
  cpu_pressure_pct REAL,
  cpu_pressure_pct_count INTEGER NOT NULL, cpu_pressure_pct_min REAL, cpu_pressure_pct_max REAL, cpu_pressure_pct_last REAL,
  memory_pressure_pct REAL,
  memory_pressure_pct_count INTEGER NOT NULL, memory_pressure_pct_min REAL, memory_pressure_pct_max REAL, memory_pressure_pct_last REAL,
  io_pressure_pct REAL,
  io_pressure_pct_count INTEGER NOT NULL, io_pressure_pct_min REAL, io_pressure_pct_max REAL, io_pressure_pct_last REAL,
  PRIMARY KEY (run, target, mono_ms)
) STRICT, WITHOUT ROWID;
`,
  `
-- Each time that an alert fired. target -1: the run as a whole. bound: what it was compared with.
CREATE TABLE alerts (
  run INTEGER NOT NULL,
  alert INTEGER NOT NULL,
  target INTEGER NOT NULL,
  fired_ms INTEGER NOT NULL,
  since_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  state TEXT NOT NULL,
  name TEXT NOT NULL,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,
  bound REAL NOT NULL,
  peak REAL,
  unit TEXT NOT NULL,
  PRIMARY KEY (run, alert, target, fired_ms)
) STRICT, WITHOUT ROWID;

-- Who was told of it, and whether that arrived. The body is kept so that what a crash has cut off is sent as it was.
CREATE TABLE notifications (
  run INTEGER NOT NULL,
  delivery TEXT NOT NULL,
  alert INTEGER NOT NULL,
  target INTEGER NOT NULL,
  fired_ms INTEGER NOT NULL,
  notifier INTEGER NOT NULL,
  describes TEXT NOT NULL,
  status TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at_ms INTEGER,
  why TEXT,
  body TEXT NOT NULL,
  carried INTEGER NOT NULL,
  PRIMARY KEY (run, delivery)
) STRICT, WITHOUT ROWID;

-- Pictures of the targets, JSON. Slots are written again, so that they stay few.
CREATE TABLE snapshots (
  run INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  target INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  cause TEXT NOT NULL,
  about TEXT NOT NULL,
  picture TEXT NOT NULL,
  PRIMARY KEY (run, slot, target)
) STRICT;
`,
  `
-- The run that later runs of a plan are compared with, by the plan's name.
CREATE TABLE baselines (
  name TEXT PRIMARY KEY,
  run INTEGER NOT NULL,
  set_wall_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
  `
-- As they were told when the run ended: they stand beside the verdicts. trend: JSON, everything that is said of it.
CREATE TABLE trends (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  metric TEXT NOT NULL,
  target TEXT,
  operation TEXT,
  generation INTEGER,
  trend TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
`,
  `
-- Connections that the load began in the second.
ALTER TABLE generator_seconds ADD COLUMN opened INTEGER;
ALTER TABLE generator_minutes ADD COLUMN opened INTEGER;
`,
  `
-- The files that operations were filled with, as they were when the run began.
CREATE TABLE corpora (
  run INTEGER NOT NULL,
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  rows INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
`,
  `
-- Each time that a fault of the plan was due. Times of the plan are of observed time, the others on the run's clock.
CREATE TABLE faults (
  run INTEGER NOT NULL,
  fault INTEGER NOT NULL,
  occurrence INTEGER NOT NULL,
  name TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT,
  what TEXT NOT NULL,
  seed INTEGER NOT NULL,
  planned_ms INTEGER NOT NULL,
  planned_end_ms INTEGER,
  begun_ms INTEGER,
  ended_ms INTEGER,
  wall_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  begin_proof TEXT,
  end_proof TEXT,
  why TEXT,
  PRIMARY KEY (run, fault, occurrence)
) STRICT, WITHOUT ROWID;
`,
  `
-- Of ok: they should have been blocked. Of blocked: nothing said that they should be. Of failed and skipped: it was said
-- what should become of them.
ALTER TABLE operation_seconds ADD COLUMN bypassed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation_seconds ADD COLUMN overblocked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation_seconds ADD COLUMN undecided INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation_minutes ADD COLUMN bypassed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation_minutes ADD COLUMN overblocked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation_minutes ADD COLUMN undecided INTEGER NOT NULL DEFAULT 0;

-- What became of entries of which it was said what should, in a minute from mono_ms on.
CREATE TABLE outcomes (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  category TEXT NOT NULL,
  expected TEXT NOT NULL CHECK (expected IN ('blocked', 'allowed')),
  blocked INTEGER NOT NULL,
  allowed INTEGER NOT NULL,
  undecided INTEGER NOT NULL,
  PRIMARY KEY (run, operation, mono_ms, category, expected)
) STRICT, WITHOUT ROWID;
`,
  `
-- What the load noticed in a second beside how operations ended: messages lost or duplicated, connections opened, …
CREATE TABLE marks (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  mark TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (run, operation, mono_ms, mark)
) STRICT, WITHOUT ROWID;
`,
  `
-- Some of the operations that were no success: the first of each class in each minute, with what was sent and came back.
CREATE TABLE failure_samples (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  failure TEXT NOT NULL,
  latency_us INTEGER NOT NULL,
  sent TEXT,
  received TEXT,
  PRIMARY KEY (run, operation, arrival)
) STRICT, WITHOUT ROWID;
`,
  `
-- Times of whole minutes, where histograms are of shorter windows. operation -1: all together.
CREATE TABLE minute_times (
  run INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  latency_p50_ns INTEGER,
  latency_p95_ns INTEGER,
  latency_p99_ns INTEGER,
  latency_max_ns INTEGER,
  service_p50_ns INTEGER,
  service_p95_ns INTEGER,
  service_p99_ns INTEGER,
  service_max_ns INTEGER,
  PRIMARY KEY (run, operation, mono_ms)
) STRICT, WITHOUT ROWID;
`,
];
