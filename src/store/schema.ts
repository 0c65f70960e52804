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
];
