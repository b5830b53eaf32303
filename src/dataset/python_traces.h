// The files of a run's energy/ folder as the Python tool wrote them: what its 1 Hz traces and the
// text of perf tell of a run, beside what was reported of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/units.h"
#include "model/recorded_run.h"

namespace mutation {

// perf's text, and the Python tool's summary of it.
struct CpuEnergyText {
  std::optional<double> package_joules;
  std::optional<double> ram_joules;
  std::optional<Seconds> elapsed;  // "seconds time elapsed"
  // "started on …": Unix seconds as if the local time that stands there were UTC.
  std::optional<double> started_local;
};
CpuEnergyText perf_text_of(std::string_view text);        // cpu_energy_raw.txt
CpuEnergyText cpu_energy_text_of(std::string_view text);  // cpu_energy.txt

// Of both files in the run's energy/ folder; the summary's figures where both have them.
CpuEnergyText cpu_energy_text_in(const std::string& directory);

// The CPU's energy where the record has none; where both have it and differ, `reasons` says so.
void take_cpu_energy(const CpuEnergyText& text, RecordedRun& run);

// Fills `traces` from the files in the run's folder, as far as they are there.
void fill_traces(RecordedRun& run);

// The same of a run of the Python tool, and what follows from the traces: the GPU's energy by real
// time steps with its uncertainty, from the training's start to its end by perf's text (where that
// lies no further from the first or last sample than samples may lie apart, else from or to that
// sample); start and end of the training; the CPU's energy where the record has none. What the
// files lack is said in `energy.reasons`.
void integrate_traces(RecordedRun& run);

}  // namespace mutation
