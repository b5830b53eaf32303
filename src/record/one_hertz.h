// The Python tool's three GPU files: one row for each whole second of the foreground phase. It knew
// one GPU; with several devices of a run the row holds the power's sum, the highest temperature and
// the mean utilisation. Turns readings into rows and writes nothing itself.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/sample.h"

namespace mutation {

// New rows of each file; "" where there are none.
struct OneHertzRows {
  std::string power;        // gpu_power.csv
  std::string temperature;  // gpu_temperature.csv
  std::string utilization;  // gpu_utilization.csv
};

class OneHertz {
 public:
  // `own`: indices into instrumentation.devices of the run's own devices. `instrumentation` must
  // live as long as this does.
  OneHertz(const Instrumentation& instrumentation, std::vector<int> own);

  // The head line of each file that will be written; "" for a file whose quantity some own device
  // has no channel for: that file is absent.
  OneHertzRows heads() const;

  // Readings from here on count; UTC is counted from `at`.
  void start(const Instant& at);
  // A second's row holds the first reading in it of each quantity and device. A second without a
  // power reading of every own device has no row, as the Python tool's file had none; seconds are
  // given once readings are two seconds further, so that slower readers are in.
  OneHertzRows add(const SampleBatch& batch);
  // The remaining seconds. Readings after `at` did not count and do not from here on.
  OneHertzRows finish(const Instant& at);

  // The sum of the power column so far, of the figures as they stand there; absent without a row.
  std::optional<double> power_sum() const { return power_sum_; }

 private:
  using UnixSecond = std::int64_t;
  using Column = std::map<Quantity, std::vector<std::optional<double>>>;  // by own device

  bool has_channel(Quantity quantity) const;
  UnixSecond second_of(MonotonicTime at) const;
  OneHertzRows rows_before(UnixSecond end);
  void add_rows(UnixSecond second, const Column& readings, OneHertzRows& rows);

  const Instrumentation* instrumentation_;
  std::vector<int> own_;
  std::optional<Instant> start_;
  std::map<UnixSecond, Column> pending_;
  UnixSecond given_until_ = 0;  // rows of earlier seconds have been given
  std::optional<double> power_sum_;
};

}  // namespace mutation
