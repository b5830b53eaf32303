// The further runs of configurations that are run until their interval is narrow: decided on when a
// run has ended, durable before they begin, decided anew from the store when a session goes on.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "campaign/repeats.h"
#include "plan/python_random.h"
#include "record/session_store.h"
#include "run/run_loop.h"

namespace mutation {

// One that was added.
struct FurtherRun {
  UnfinishedRun run;
  std::string experiment_id;
  std::string why;
  std::size_t position = 0;  // in what is left to do, when those before it are put in
};

class FurtherRuns {
 public:
  FurtherRuns(RunLoop& loop, SessionStore& store, Order order, std::uint64_t seed)
      : loop_(loop), store_(store), order_(order), seed_(seed) {}

  // Takes stock of the plan; of a session that goes on also decides on what its last program did
  // not come to. `left`: what is left to do, in order.
  Result<std::vector<FurtherRun>> begin(std::span<const UnfinishedRun> left);
  // The run has ended, durably. `left`: what is left to do behind it.
  Result<std::vector<FurtherRun>> after(const RunRecord& run, std::span<const UnfinishedRun> left);
  // Says what has been reached since it was last asked, once for each configuration.
  void tell_reached();

 private:
  struct Configuration {
    RepeatUntil rule;
    std::string training;
    int latest = 0;  // index of the run that a further one repeats
    int left = 0;    // measured runs that are planned and have not ended
    std::vector<RepeatedValue> ended;
    bool told = false;  // that it needs no more
  };

  Status take_stock(const std::vector<PlannedPlace>& places);
  Status read_ended(const std::vector<PlannedPlace>& places);
  RepeatState state_of(int number, const Configuration& configuration) const;
  bool block_is_through(std::span<const UnfinishedRun> left) const;
  // Those that need a further run now.
  std::vector<int> too_wide(std::span<const UnfinishedRun> left);
  Result<std::vector<FurtherRun>> add(std::vector<int> numbers, int entry_before,
                                      std::span<const UnfinishedRun> left);
  // In order, where each of so many further runs is put in `left`.
  std::vector<std::size_t> positions(std::size_t count, std::span<const UnfinishedRun> left,
                                     PythonRandom& random) const;

  RunLoop& loop_;
  SessionStore& store_;
  Order order_;
  std::uint64_t seed_;
  std::map<int, Configuration> configurations_;  // by number; none: no run is ever added
  std::map<int, PlannedPlace> places_;           // by index; of runs that are left
  int block_ = 0;                                // of the latest run that has ended
  int configuration_ = 0;                        // likewise
  std::vector<RepeatState> reached_;             // and not told
  std::set<std::string> not_measured_;           // figures of which that was told
};

}  // namespace mutation
