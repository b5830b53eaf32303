#include "record/schema.h"

namespace mutation {
namespace {

// A published step is never changed: a new version is a new step at the end.
constexpr const char* kSessionSteps[] = {
    R"sql(
CREATE TABLE session (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  name TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  start TEXT NOT NULL, start_monotonic_ns INTEGER NOT NULL, start_boot_ns INTEGER NOT NULL,
  end TEXT, end_monotonic_ns INTEGER, end_boot_ns INTEGER,
  ended_by TEXT,
  runs_planned INTEGER NOT NULL,
  experiment_name TEXT NOT NULL,
  seed TEXT NOT NULL,
  info TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  run_id TEXT PRIMARY KEY,
  plan_index INTEGER NOT NULL,
  experiment_id TEXT NOT NULL,
  role TEXT NOT NULL,
  mode TEXT NOT NULL,
  repository TEXT NOT NULL,
  model TEXT NOT NULL,
  background_repository TEXT,
  background_model TEXT,
  directory TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'ended')),
  start TEXT NOT NULL, start_monotonic_ns INTEGER NOT NULL, start_boot_ns INTEGER NOT NULL,
  end TEXT, end_monotonic_ns INTEGER, end_boot_ns INTEGER,
  outcome TEXT,
  planned TEXT NOT NULL,
  experiment TEXT,
  summary_line TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'ended')),
  start TEXT NOT NULL, start_monotonic_ns INTEGER NOT NULL, start_boot_ns INTEGER NOT NULL,
  end TEXT, end_monotonic_ns INTEGER, end_boot_ns INTEGER,
  training_end TEXT, training_end_boot_ns INTEGER,
  duration_seconds REAL,
  exit_code INTEGER,
  signal INTEGER,
  outcome TEXT,
  record TEXT,
  PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE tree (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  tree TEXT NOT NULL,
  keeper_pid INTEGER NOT NULL,
  keeper_start_ticks INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  cgroup TEXT NOT NULL,
  PRIMARY KEY (run_id, attempt, tree, keeper_pid, keeper_start_ticks)
) STRICT, WITHOUT ROWID;

CREATE TABLE phase (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  name TEXT NOT NULL,
  start TEXT NOT NULL, start_monotonic_ns INTEGER NOT NULL, start_boot_ns INTEGER NOT NULL,
  end TEXT NOT NULL, end_monotonic_ns INTEGER NOT NULL, end_boot_ns INTEGER NOT NULL,
  PRIMARY KEY (run_id, attempt, phase)
) STRICT, WITHOUT ROWID;

CREATE TABLE energy (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  device TEXT NOT NULL,
  kind TEXT NOT NULL,
  in_total INTEGER NOT NULL,
  simulated INTEGER NOT NULL,
  joules REAL,
  method TEXT NOT NULL,
  source TEXT NOT NULL,
  coverage REAL,
  integral_joules REAL,
  reason TEXT NOT NULL,
  PRIMARY KEY (run_id, attempt, phase, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE background_run (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start TEXT NOT NULL, start_monotonic_ns INTEGER NOT NULL, start_boot_ns INTEGER NOT NULL,
  end TEXT, end_monotonic_ns INTEGER, end_boot_ns INTEGER,
  exit_code INTEGER,
  signal INTEGER,
  stopped_by_us INTEGER NOT NULL,
  log TEXT NOT NULL,
  PRIMARY KEY (run_id, attempt, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  name TEXT NOT NULL,
  value REAL,
  PRIMARY KEY (run_id, attempt, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE hyperparameter (
  run_id TEXT NOT NULL REFERENCES run,
  training TEXT NOT NULL CHECK (training IN ('foreground', 'background')),
  name TEXT NOT NULL,
  passed ANY,
  effective ANY,
  mutated INTEGER NOT NULL,
  PRIMARY KEY (run_id, training, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE reason (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, attempt, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE stop (
  run_id TEXT NOT NULL REFERENCES run,
  attempt INTEGER NOT NULL,
  position INTEGER NOT NULL,
  tree TEXT NOT NULL,
  method TEXT NOT NULL,
  seen INTEGER NOT NULL,
  terminated INTEGER NOT NULL,
  killed INTEGER NOT NULL,
  survivors INTEGER NOT NULL,
  took_seconds REAL NOT NULL,
  PRIMARY KEY (run_id, attempt, position)
) STRICT, WITHOUT ROWID;
)sql",
    // Version 2: the plan's runs as rows, so that a session goes on without reading all of it.
    R"sql(
CREATE TABLE planned_run (
  plan_index INTEGER PRIMARY KEY,
  known_waits_seconds REAL NOT NULL,
  done INTEGER NOT NULL,
  planned TEXT NOT NULL
) STRICT;
INSERT INTO planned_run SELECT plan_index, 0, state = 'ended', planned FROM run;
CREATE INDEX unfinished_run ON planned_run (plan_index, known_waits_seconds) WHERE done = 0;

ALTER TABLE run DROP COLUMN planned;
-- Attempts before the run was tried again on request: their failures do not count any more.
ALTER TABLE run ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX run_of_plan ON run (plan_index);
CREATE UNIQUE INDEX run_directory ON run (directory);
CREATE INDEX run_outcome ON run (outcome);

CREATE INDEX running_attempt ON attempt (run_id, attempt) WHERE state = 'running';

ALTER TABLE session ADD COLUMN summary_head TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN last_ended_run TEXT;
-- The last training of the session: the end of the last that has ended, and whether one may run.
ALTER TABLE session ADD COLUMN last_training_end TEXT;
ALTER TABLE session ADD COLUMN last_training_end_boot_ns INTEGER;
ALTER TABLE session ADD COLUMN last_training_boot_id TEXT;
ALTER TABLE session ADD COLUMN attempt_running INTEGER NOT NULL DEFAULT 0;
UPDATE session SET
  last_ended_run = (SELECT run_id FROM run WHERE state = 'ended' ORDER BY end DESC LIMIT 1),
  last_training_end = (SELECT max(training_end) FROM attempt),
  last_training_end_boot_ns = (SELECT training_end_boot_ns FROM attempt
                               WHERE training_end IS NOT NULL ORDER BY training_end DESC LIMIT 1),
  last_training_boot_id = boot_id,
  attempt_running = EXISTS (SELECT 1 FROM attempt WHERE state = 'running');

CREATE TABLE resumption (
  number INTEGER PRIMARY KEY,
  boot_id TEXT NOT NULL,
  start TEXT NOT NULL, start_monotonic_ns INTEGER NOT NULL, start_boot_ns INTEGER NOT NULL,
  changes TEXT NOT NULL,
  info TEXT NOT NULL
) STRICT;
)sql",
    // Version 3: warm-ups that are decided on later, and what
    // the session's start temperatures are judged by.
    R"sql(
-- The planned run before which it is done.
CREATE TABLE added_run (
  plan_index INTEGER PRIMARY KEY,
  before_index INTEGER NOT NULL
) STRICT;

-- Of measured runs that have ended. `off`: the start temperature is a reason of theirs.
CREATE TABLE run_start (
  run_id TEXT PRIMARY KEY REFERENCES run,
  device TEXT NOT NULL,
  celsius REAL NOT NULL,
  target REAL,
  band REAL NOT NULL,
  off INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only measured runs count: without reading the runs themselves.
DROP INDEX run_outcome;
CREATE INDEX run_outcome ON run (outcome, role);

-- Runs that were judged anew and whose files do not say so yet.
CREATE TABLE judged_anew (
  run_id TEXT PRIMARY KEY REFERENCES run
) STRICT, WITHOUT ROWID;
)sql",
    // Version 4: runs that another program recorded.
    R"sql(
-- JSON; NULL of a run of our own.
ALTER TABLE run ADD COLUMN provenance TEXT;
)sql",
    // Version 5: which program measured a run, and runs that were collected from other stores.
    R"sql(
-- The last attempt's: 0 the session's first, else a resumption's number.
ALTER TABLE run ADD COLUMN program INTEGER NOT NULL DEFAULT 0;
UPDATE run SET program = ifnull(
  (SELECT max(number) FROM resumption WHERE resumption.start <=
    (SELECT max(start) FROM attempt WHERE attempt.run_id = run.run_id)), 0);

-- A program that worked on a part: the part's folder, and the program's number in its store.
ALTER TABLE resumption ADD COLUMN part TEXT NOT NULL DEFAULT '';
ALTER TABLE resumption ADD COLUMN part_program INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX program_of_part ON resumption (part, part_program) WHERE part <> '';

-- summary.csv does not say yet what was collected.
ALTER TABLE session ADD COLUMN summary_due INTEGER NOT NULL DEFAULT 0;

-- The store of a block as it was collected, and how many runs that it added are not done.
CREATE TABLE collected (
  block INTEGER PRIMARY KEY,
  claim INTEGER NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  added_unfinished INTEGER NOT NULL
) STRICT;
)sql"};

constexpr const char* kIndexSteps[] = {R"sql(
CREATE TABLE session (
  directory TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  start TEXT NOT NULL,
  end TEXT,
  ended_by TEXT,
  runs_planned INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  suspect INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  interrupted INTEGER NOT NULL,
  last_training TEXT,
  last_training_boot_ns INTEGER,
  last_training_ended INTEGER
) STRICT, WITHOUT ROWID;
)sql",
                                       // Version 2: only a cache, so it is filled anew.
                                       R"sql(
DROP TABLE session;
CREATE TABLE session (
  directory TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  start TEXT NOT NULL,
  end TEXT,
  ended_by TEXT,
  runs_planned INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  suspect INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  interrupted INTEGER NOT NULL,
  attempt_running INTEGER NOT NULL,
  last_training_end TEXT,
  last_training_end_boot_ns INTEGER,
  last_training_boot_id TEXT
) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace

Migrations session_migrations() {
  return kSessionSteps;
}

Migrations index_migrations() {
  return kIndexSteps;
}

}  // namespace mutation
