// What a calibration has found: how far its runs lie apart, with advice, for people and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/figure.h"
#include "model/recorded_run.h"
#include "model/session_info.h"
#include "stats/mean_interval.h"

namespace mutation {

// Above it, figures of a few runs do not show differences that matter.
inline constexpr double kMuchNoise = 0.01;

struct CalibrationFigure {
  FigureSpec spec;
  int runs = 0;  // that succeeded and have it
  double mean = 0;
  // Standard deviation over the mean, with its interval; absent with fewer than 3 runs, or where
  // the mean is 0.
  std::optional<Interval> noise;
  // The difference that a t test sees in 8 of 10 cases with 5 runs each, over the mean.
  std::optional<double> seen_with_five;
};

struct CalibrationResult {
  std::string session;
  std::string directory;
  std::string host;
  std::string device;  // ids, apart by a space; "": no GPU
  bool simulated = false;
  int runs = 0;
  int succeeded = 0;
  std::vector<CalibrationFigure> figures;
  std::vector<std::string> advice;  // none where there is not much noise
};

// `runs`: of one calibration session, all that have ended. Pure.
CalibrationResult calibration_result(const std::vector<RecordedRun>& runs,
                                     const SessionInfo& session);

std::vector<std::string> calibration_lines(const CalibrationResult& result);
std::string calibration_json(const CalibrationResult& result);

}  // namespace mutation
