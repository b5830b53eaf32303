// The exact energy of every device, written as time goes by, so that a test can compare what was
// measured with what was true.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "fakes/nvml/power_shape.h"

namespace fake_nvml {

class TruthFile {
 public:
  // "" writes nothing. `started`: the moment of CLOCK_MONOTONIC at time 0; 0 with a clock of the
  // script's own.
  TruthFile(const std::string& path, double started);

  // Lines "seconds device joules" up to `now`: every 10 ms and wherever power jumps, so that
  // straight lines between them are exact but within ramps: 1 mJ for 80 W/s.
  // Calls within 5 ms of the last one write nothing, unless it is the end.
  void write(const std::vector<const PowerHistory*>& devices, double now, bool at_end = false);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  double started_;
  double written_ = -1;
};

}  // namespace fake_nvml
