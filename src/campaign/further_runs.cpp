#include "campaign/further_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/figure.h"
#include "plan/warm_up.h"

namespace mutation {
namespace {

// So that the order of further blocks has a generator of its own ("further" in ASCII).
constexpr std::uint64_t kFurtherStream = 0x66757274686572;

// What a run waits for by what goes before it, as in a plan.
Seconds idle_behind(int entry_before, const PlannedRun& run) {
  return entry_before == run.entry ? run.timings.cooling : run.timings.config_sleep;
}

void shuffle(std::vector<int>& numbers, PythonRandom& random) {
  for (std::size_t at = numbers.size(); at-- > 1;) {
    std::swap(numbers[at], numbers[std::size_t(random.randint(0, std::int64_t(at)))]);
  }
}

Notice no_figure_notice(const RepeatState& state) {
  const auto figure = figure_spec_of(state.rule.of);
  return {Severity::warning,
          fmt::format("{} ({}) was not measured, by which runs are to be repeated until it is "
                      "known: configurations get the {} runs that are planned and no more",
                      figure ? figure->label : state.rule.of, state.rule.of, state.rule.min),
          "name a figure that this machine has: \"of\": \"cpu_joules\" or \"duration\"; the runs' "
          "records say why it is absent"};
}

Notice none_succeeded_notice(const RepeatState& state) {
  return {Severity::warning,
          fmt::format("configuration {} ({}) is not run further: none of its {} runs has succeeded",
                      state.configuration, state.training, state.runs),
          "the runs' records say why; mend what fails and run it again"};
}

Notice reached_notice(const RepeatState& state) {
  if (state.verdict == RepeatVerdict::none_succeeded) return none_succeeded_notice(state);
  const bool narrow = state.verdict == RepeatVerdict::narrow;
  return {narrow ? Severity::info : Severity::warning,
          fmt::format("configuration {} ({}) is {}: {}", state.configuration, state.training,
                      to_text(state.verdict), reached_text(state)),
          narrow ? ""
                 : fmt::format("asked were ±{:.2g} % within {} runs: allow more with \"max\", or "
                               "look for what disturbs them",
                               state.rule.relative_ci * 100, state.rule.max)};
}

}  // namespace

Result<std::vector<FurtherRun>> FurtherRuns::begin(std::span<const UnfinishedRun> left) {
  const auto places = store_.places_with_repeats();
  if (!places) return places.error();
  if (Status taken = take_stock(*places); !taken) return taken.error();
  if (Status read = read_ended(*places); !read) return read.error();
  const bool goes_on = std::ranges::any_of(*places, &PlannedPlace::done);
  if (!goes_on) return std::vector<FurtherRun>{};
  configuration_ = 0;
  auto added = add(too_wide(left), -1, left);
  // Its last program has told of the others.
  reached_.clear();
  return added;
}

Status FurtherRuns::take_stock(const std::vector<PlannedPlace>& places) {
  for (const PlannedPlace& place : places) {
    if (!place.repeats || place.role != Role::measured) continue;
    if (configurations_.contains(place.configuration)) continue;
    const Result<PlannedRun> run = store_.planned(place.index);
    if (!run) return run.error();
    Configuration configuration;
    configuration.rule = run->repeat_until.value_or(RepeatUntil{});
    configuration.training = run->foreground.repo + " " + run->foreground.model;
    configuration.latest = place.index;
    configurations_[place.configuration] = std::move(configuration);
  }
  for (const PlannedPlace& place : places) {
    if (!place.done) places_[place.index] = place;
    const auto found = configurations_.find(place.configuration);
    if (place.role != Role::measured) continue;
    if (place.done) block_ = std::max(block_, place.block);
    if (found != configurations_.end() && !place.done) ++found->second.left;
  }
  return {};
}

// Those of configurations that have no more runs planned, which the first decision may be about;
// the others' when their time comes would be too late, so all of them. Run ids sort by time.
Status FurtherRuns::read_ended(const std::vector<PlannedPlace>& places) {
  std::map<std::string, const PlannedPlace*> ended;
  for (const PlannedPlace& place : places) {
    if (place.done && place.role == Role::measured) ended[place.run_id] = &place;
  }
  for (const auto& [run_id, place] : ended) {
    const auto found = configurations_.find(place->configuration);
    if (found == configurations_.end()) continue;
    const Result<StoredRun> run = store_.begun_run(run_id);
    if (!run) return run.error();
    Configuration& configuration = found->second;
    configuration.latest = place->index;
    configuration.ended.push_back(repeated_value(run_record_of(*run), configuration.rule.of));
  }
  return {};
}

RepeatState FurtherRuns::state_of(int number, const Configuration& configuration) const {
  RepeatState state = repeat_state(configuration.rule, configuration.ended, configuration.left);
  state.configuration = number;
  state.training = configuration.training;
  return state;
}

Result<std::vector<FurtherRun>> FurtherRuns::after(const RunRecord& run,
                                                   std::span<const UnfinishedRun> left) {
  if (configurations_.empty() || run.planned.role != Role::measured)
    return std::vector<FurtherRun>{};
  places_.erase(run.planned.index);
  block_ = run.planned.block;
  configuration_ = run.planned.configuration;
  const auto found = configurations_.find(configuration_);
  if (found != configurations_.end()) {
    Configuration& configuration = found->second;
    configuration.latest = run.planned.index;
    --configuration.left;
    configuration.ended.push_back(repeated_value(run, configuration.rule.of));
  }
  return add(too_wide(left), run.planned.entry, left);
}

bool FurtherRuns::block_is_through(std::span<const UnfinishedRun> left) const {
  if (order_ == Order::shuffled) return left.empty();
  return std::ranges::none_of(left, [&](const UnfinishedRun& run) {
    const auto place = places_.find(run.index);
    return place != places_.end() && place->second.block <= block_;
  });
}

std::vector<int> FurtherRuns::too_wide(std::span<const UnfinishedRun> left) {
  std::vector<int> numbers;
  const bool in_blocks = order_ != Order::as_written;
  if (in_blocks && !block_is_through(left)) return numbers;
  for (auto& [number, configuration] : configurations_) {
    // As written only the one whose run has ended; 0: any.
    if (!in_blocks && configuration_ != 0 && number != configuration_) continue;
    if (configuration.told || configuration.left > 0) continue;
    const RepeatState state = state_of(number, configuration);
    if (state.verdict == RepeatVerdict::further) {
      numbers.push_back(number);
    } else {
      configuration.told = true;
      reached_.push_back(state);
    }
  }
  return numbers;
}

std::vector<std::size_t> FurtherRuns::positions(std::size_t count,
                                                std::span<const UnfinishedRun> left,
                                                PythonRandom& random) const {
  if (order_ != Order::interleaved) return std::vector<std::size_t>(count, 0);
  // Anywhere in the next block, which begins with what is left.
  const auto next = std::ranges::find_if(left, [&](const UnfinishedRun& run) {
    const auto place = places_.find(run.index);
    return place != places_.end() && place->second.block > block_ + 1;
  });
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < count; ++at)
    found.push_back(std::size_t(random.randint(0, next - left.begin())));
  std::ranges::sort(found);
  return found;
}

Result<std::vector<FurtherRun>> FurtherRuns::add(std::vector<int> numbers, int entry_before,
                                                 std::span<const UnfinishedRun> left) {
  std::vector<FurtherRun> further;
  if (numbers.empty()) return further;
  const Result<int> first = store_.next_index();
  if (!first) return first.error();
  PythonRandom random((seed_ ^ kFurtherStream) + std::uint64_t(*first));
  shuffle(numbers, random);
  const std::vector<std::size_t> where = positions(numbers.size(), left, random);
  std::vector<AddedRun> added;
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    Configuration& configuration = configurations_.at(numbers[at]);
    Result<PlannedRun> planned = store_.planned(configuration.latest);
    if (!planned) return planned.error();
    planned->index = *first + int(at);
    planned->experiment_id = experiment_id(*planned);
    if (planned->block > 0) planned->block = block_ + 1;
    const bool behind_added = at > 0 && where[at] == where[at - 1];
    const int before = behind_added     ? added.back().planned.entry
                       : where[at] == 0 ? entry_before
                                        : places_.at(left[where[at] - 1].index).entry;
    planned->minimum_idle = idle_behind(before, *planned);
    further.push_back({{planned->index, known_waits(*planned), ""},
                       planned->experiment_id,
                       interval_text(state_of(numbers[at], configuration)),
                       where[at] + at});
    const bool at_end = where[at] >= left.size();
    added.push_back({std::move(*planned), {}});
    if (!at_end) added.back().before = left[where[at]].index;
  }
  if (Status stored = store_.add_runs(added); !stored) return stored.error();
  for (const AddedRun& run : added) {
    const PlannedRun& planned = run.planned;
    ++configurations_.at(planned.configuration).left;
    places_[planned.index] = {.index = planned.index,
                              .entry = planned.entry,
                              .configuration = planned.configuration,
                              .block = planned.block,
                              .repeats = true};
  }
  return further;
}

void FurtherRuns::tell_reached() {
  for (const RepeatState& state : std::exchange(reached_, {})) {
    if (state.verdict != RepeatVerdict::no_figure) {
      loop_.tell(reached_notice(state));
    } else if (not_measured_.insert(state.rule.of).second) {
      loop_.tell(no_figure_notice(state));
    }
  }
}

}  // namespace mutation
