// What the audit's parts work on: the runs, what follows from each alone, and what is usual among
// its peers. Peers: measured runs of the same model, repo, mode and device that claim to have
// succeeded, each once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.h"

namespace mutation {

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// What follows from a run's record alone. Times are seconds on the record's own clock.
struct RunFacts {
  bool claims_success = false;           // measured, not told to have failed
  bool counts = false;                   // as a peer: claims success and is no copy
  std::size_t original = kNone;          // the run of which this row is a copy
  std::size_t mode_group = 0;            // repo, model, mode, device
  std::size_t model_group = 0;           // repo, model
  std::size_t sequential_group = kNone;  // its model's sequential runs, if there are any
  std::optional<double> end;
  std::optional<double> duration;
  std::optional<double> work;          // epochs, else folds, as passed or by default
  std::optional<double> sample_share;  // samples in the reported sum per second of the run
  std::optional<double> cpu_watts;     // mean package power
  bool has_metric = false;
};

// Median and spread of a figure among peers.
struct Typical {
  std::size_t count = 0;
  double median = 0;
  double deviation = 0;  // median absolute deviation
};

struct Group {
  std::vector<std::size_t> members;  // all runs
  std::size_t counting = 0;          // members that count as peers
  std::size_t with_metric = 0;       // of those
  Typical duration;
  Typical work;
  Typical seconds_per_work;  // a run without known work stands for the median work
  Typical sample_share;
  Typical cpu_watts;
  Typical gpu_watts;
  Typical gpu_minimum_watts;
  Typical utilization;
  Typical start_temperature;
};

struct Material {
  const std::vector<RecordedRun>* runs = nullptr;
  std::vector<RunFacts> facts;
  std::vector<Group> mode_groups;
  std::vector<Group> model_groups;
  std::vector<std::size_t> by_time;  // runs with a known end that are no copies, by it
};

Material material_of(const std::vector<RecordedRun>& runs);

// How long the run takes for one epoch (or fold), by the usual work where its own is unknown.
std::optional<double> seconds_per_work(const RunFacts& facts, const Group& group);

// A model's name for people: "repo/model".
std::string model_text(const RecordedRun& run);

std::string group_key(const RecordedRun& run);
std::string model_key(const RecordedRun& run);

// "2025-11-18T20:37:37.187907" as seconds; none for anything else.
std::optional<double> timestamp_seconds(const std::string& text);

Typical typical(std::vector<double> values);

}  // namespace mutation
