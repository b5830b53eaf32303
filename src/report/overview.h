// The overview that the page begins with: sessions, machines, the table of runs, and what follows
// from the runs together (web/DATA.md has the fields).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "record/json.h"
#include "report/material.h"

namespace mutation {

struct OverviewOptions {
  std::string program_version;
  UtcTime made_at{};
  bool live = false;
  // Of other sessions, from which the noise floor of their machines is known.
  std::vector<RecordedRun> calibrations;
  // What else is to be said of the whole.
  std::vector<std::string> notes;
  // What else is to be said of a session, by its directory.
  std::map<std::string, std::string> session_notes;
};

// The calibration runs of the session in `directory` that succeeded; none where there is no
// session.
std::vector<RecordedRun> calibrations_of(const std::string& directory);

// REQUIRES: the material's runs are in the order of their start.
Json overview_of(const ReportMaterial& material, const OverviewOptions& options);

// Of the sessions in these folders, without pages. What is read of a session that its writer
// changes meanwhile may be of several moments.
Result<std::string> overview_json(const std::vector<std::string>& directories,
                                  const OverviewOptions& options);

}  // namespace mutation
