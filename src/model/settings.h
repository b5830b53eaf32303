// What a settings file asks for, level by level, before precedence is applied. Filled by settings/,
// which has checked every name against the catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "model/catalogue.h"
#include "model/rules.h"
#include "model/tariff.h"
#include "model/value.h"

namespace mutation {

enum class Mode { mutation, fixed, parallel };  // `fixed` is written "default"
std::string to_text(Mode mode);

// Waits and bounds as one level gives them; absent: this level does not say.
struct TimingOptions {
  std::optional<Seconds> background_startup_wait;
  std::optional<Seconds> background_ready_max;
  std::optional<Seconds> cooling;
  std::optional<Seconds> cooling_max;
  std::optional<Seconds> config_sleep;
  std::optional<Seconds> retry_sleep;
  std::optional<Seconds> background_restart_delay;
  std::optional<Seconds> termination_timeout;
  std::optional<Seconds> timeout;  // of an attempt; nothing anywhere: no limit
};

// The same after precedence: what a run takes.
struct Timings {
  Seconds background_startup_wait{30};
  Seconds background_ready_max{300};
  Seconds cooling{60};
  Seconds cooling_max{300};
  Seconds config_sleep{60};
  Seconds retry_sleep{30};
  Seconds background_restart_delay{2};
  Seconds termination_timeout{10};
  std::optional<Seconds> timeout;
};

// Where `options` says something, it wins over `timings`.
void apply(const TimingOptions& options, Timings& timings);

// When a session ends before its plan does, as one level gives it (plan.h: SessionLimits).
struct LimitOptions {
  std::optional<int> max_consecutive_failures;
  std::optional<double> min_free_disk_mb;
};

// How an entry's configurations are found.
enum class Search { random, grid, latin_hypercube, sobol };
std::string to_text(Search search);  // "random", "grid", "latin_hypercube", "sobol"

// In which order a session's runs are made. interleaved: in blocks, in each of which every
// configuration occurs once, shuffled within the block.
enum class Order { as_written, shuffled, interleaved };
std::string to_text(Order order);  // "as-written", "shuffled", "interleaved"

// A configuration is run until the mean of a figure is known well enough.
struct RepeatUntil {
  double relative_ci = 0.01;          // half-width of its 95 % interval over the mean, above 0
  int min = 5;                        // runs, at least 2
  int max = 30;                       // runs, at least `min`
  std::string of = "gpu_net_joules";  // the figure: model/figure.h
};

// What an entry says of how one hyperparameter is drawn; absent: as the catalogue has it.
struct DrawOverride {
  std::string name;
  std::optional<Range> range;
  std::optional<Distribution> distribution;
  std::vector<Value> values;  // these and no others
  std::optional<int> levels;  // grid: so many, evenly over the range by its distribution
};

// Runs recorded before, which draws are not to repeat.
struct HistoryOptions {
  std::optional<bool> use_deduplication;
  // Relative to the root: results folders, session folders, session.db, mutation.db,
  // experiment.json, CSV files.
  std::optional<std::vector<std::string>> historical_csvs;
};

// So many hyperparameters, both ends included; at least 1.
struct CountRange {
  int low = 1;
  int high = 1;
};

// One training to be planned: with drawn hyperparameters (mode mutation) or given ones (mode
// fixed).
struct TrainingRequest {
  std::string repo;
  std::string model;
  Mode mode = Mode::mutation;       // mutation or fixed
  std::vector<std::string> mutate;  // {"all"} or names, in the order of the request; mutation only
  Hyperparameters hyperparameters;  // fixed: all that is passed; mutation: beside what is drawn
  std::vector<DrawOverride> draw_overrides;  // mutation only
  // Mutation only: each configuration mutates so many of them (at most all), how many and which are
  // drawn too; absent: all of them.
  std::optional<CountRange> mutated_at_once;
  std::string ready_pattern;  // background only; "": the catalogue's
};

// One element of `experiments`.
struct Entry {
  int index = 0;  // position in the file, from 0
  Mode mode = Mode::mutation;
  TrainingRequest foreground;
  std::optional<TrainingRequest> background;  // parallel only; always fixed
  std::optional<int> runs_per_config;         // entry's own
  std::optional<int> foreground_runs_per_config;
  std::optional<int> repeat;                // runs of each configuration
  std::optional<RepeatUntil> repeat_until;  // not beside `repeat`
  int baseline_runs = 0;                    // runs with the defaults, before the others
  Search search = Search::random;
  HistoryOptions history;
  std::optional<int> max_retries;
  TimingOptions timings;
  RuleOptions rules;
  std::vector<std::string> devices;  // empty: the top level's
  Environment environment;           // on top of the top level's
};

// How many runs a file says that it holds, for people: it changes no plan, but may show that the
// plan is not what its author meant.
struct ExpectedRuns {
  std::optional<int> entry;  // index in the file; absent: of the whole file
  std::string key;           // as written: "estimated_experiments"
  std::int64_t runs = 0;
};

struct Settings {
  std::string file;  // as opened; "" in direct mode
  std::string experiment_name = "unnamed";
  std::string description;
  Mode mode = Mode::mutation;
  std::optional<std::string> governor;
  std::optional<int> runs_per_config;
  std::optional<int> repeat;
  std::optional<RepeatUntil> repeat_until;
  Order order = Order::as_written;
  HistoryOptions history;
  std::optional<int> max_retries;
  std::vector<std::string> devices;  // index in PCI order or UUID; empty: the first
  Environment environment;
  TimingOptions timings;
  RuleOptions rules;
  LimitOptions limits;
  Tariff tariff;
  std::vector<Entry> entries;
  std::vector<ExpectedRuns> expected_runs;
  std::vector<std::string> notes;  // what was interpreted or dropped, for the user
};

// Flags of the command line that win over every level of the file.
struct SettingsOverrides {
  TimingOptions timings;
  RuleOptions rules;
  LimitOptions limits;
  std::optional<int> max_retries;
  std::optional<int> runs_per_config;
  std::optional<int> repeat;  // wins over `repeat_until`, too
  std::optional<double>
      repeat_until_relative_ci;  // not beside `repeat`; all else as the file has it
  Tariff tariff;                 // what it says wins
  std::optional<Order> order;
  std::optional<std::string> governor;
  std::vector<std::string> devices;
};

}  // namespace mutation
