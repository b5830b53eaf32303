// A run's page: what stands in its experiment.json, with its readings thinned (web/DATA.md has the
// fields).
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "record/json.h"
#include "record/read_session.h"

namespace mutation {

// How much of a run its page has.
struct PageDetail {
  std::size_t points = 1024;       // most, of each series
  std::size_t curve_points = 600;  // most, of the cooling curve
  std::size_t log_bytes = 4096;    // of the log's end; 0: no logs
  // All devices and quantities; else power, temperature, utilisation, clock and what held it down
  // of the run's own.
  bool all_series = true;
  int digits = 17;  // significant ones of numbers; 17: as recorded
  // What each figure's uncertainty is made of.
  bool uncertainty_parts = true;
};

// `session`: its runs are not looked at. Also of a run that has not ended: as far as it has come.
// REQUIRES: it has begun.
Json run_page(const StoredRun& run, const StoredSession& session, const PageDetail& detail);

// The page of one run of the session in `directory`. An error when it has no such run.
Result<std::string> run_page_json(const std::string& directory, const std::string& run_id,
                                  const PageDetail& detail = {});

}  // namespace mutation
