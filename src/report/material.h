// What a report's overview is made of: sessions, their ended runs in the order of their start, and
// those that have not ended. Passive; read from the sessions' stores run by run, so that no more
// than one run's full record is held at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/consumption.h"
#include "model/recorded_run.h"
#include "record/read_session.h"
#include "record/session_reader.h"
#include "report/nodes.h"

namespace mutation {

struct ReportedSession {
  StoredSession head;                // without runs
  std::string settings;              // its settings.json; "" where there is none
  std::size_t without_attempt = 0;   // runs that ended before their first attempt
  Consumption consumption;           // of all its attempts
  std::vector<MeasuringNode> nodes;  // of the ended runs that were collected
};

// What the table of runs has beside RecordedRun.
struct ReportedRun {
  std::size_t session = 0;  // position in ReportMaterial::sessions
  int index = 0;            // in its plan
  std::optional<UtcTime> start;
  int attempts = 0;
  // One of its own GPUs is simulated, whether it came to a figure or not.
  bool simulated = false;
  std::optional<double>
      throttled;  // 0..1: greatest share of the foreground, of any reason; absent: nobody looked
  // Where a report's file has its page: block, and position in it.
  std::optional<std::pair<std::size_t, std::size_t>> page;
};

// A run that has not ended.
struct UnendedRun {
  std::size_t session = 0;
  int index = 0;
  std::string experiment_id;
  std::string repo;
  std::string model;
  bool parallel = false;
  Role role = Role::measured;
  RunState state = RunState::pending;
  std::string run_id;  // "" before it begins
};

struct ReportMaterial {
  std::vector<ReportedSession> sessions;
  std::vector<RecordedRun> runs;
  std::vector<ReportedRun> reported;  // as `runs` lies
  std::vector<UnendedRun> unended;
};

// Called for each ended run as it is read; gives where its page was put. May be empty.
using TakeRun = std::function<Result<std::optional<std::pair<std::size_t, std::size_t>>>(
    const StoredRun&, const StoredSession& head)>;

// Adds a session and its runs.
Status add_session(SessionReader& reader, ReportMaterial& material, const TakeRun& take = {});

// The runs in the order of their start; those whose start is not known first, as they were read.
void order_by_start(ReportMaterial& material);

}  // namespace mutation
