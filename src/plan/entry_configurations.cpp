// What an entry asks for, search by search.
#include "plan/entry_configurations.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plan/conditions.h"

namespace mutation {
namespace {

// Repeated as asked, however often it was run before; but it is told.
std::string known_note(const EntryRequest& request, const char* what, const ConfigurationKey& key) {
  const int times = times_known(request.known, key);
  if (times == 0) return "";
  return fmt::format("{} occurs {} already: it is run as asked", what,
                     times == 1 ? "once" : fmt::format("{} times", times));
}

Configuration& add_given(const EntryRequest& request, const char* what,
                         const ConfigurationKeys& keys, int runs, EntryConfigurations& result) {
  const TrainingRequest& asked = request.entry.foreground;
  // Beside the defaults of what is drawn, not all that is given need count.
  Hyperparameters given = only_counting(request.repo, asked.model, asked.hyperparameters);
  const ConfigurationKey key = keys.of(given);
  if (std::string note = known_note(request, what, key); !note.empty())
    result.notes.push_back(std::move(note));
  return result.configurations.emplace_back(Configuration{std::move(given), key, runs});
}

// Where the number of runs or of mutated hyperparameters cannot be had.
Status check_search(const EntryRequest& request) {
  const Entry& entry = request.entry;
  if (entry.search == Search::random) return {};
  if (entry.foreground.mode != Mode::mutation)
    return Error{fmt::format("\"search\" \"{}\" has nothing to search: nothing is mutated",
                             to_text(entry.search)),
                 "name hyperparameters to \"mutate\", or remove \"search\""};
  if (entry.foreground.mutated_at_once)
    return Error{fmt::format("\"search\" \"{}\" mutates all of its hyperparameters at once",
                             to_text(entry.search)),
                 "use \"search\": \"random\" to mutate a few at a time"};
  if (entry.search == Search::grid && !request.runs_said_for_all)
    return Error{"a grid has one configuration for each combination, not a number of runs",
                 "use \"repeat\" for several runs of each"};
  return {};
}

Result<FoundConfigurations> searched(const EntryRequest& request, const Wanted& wanted,
                                     PythonRandom& random) {
  switch (request.entry.search) {
    case Search::random:
      return random_configurations(wanted, random);
    case Search::grid:
      return grid_configurations(wanted, request.entry.foreground.draw_overrides,
                                 static_cast<std::uint64_t>(request.most / request.repeat));
    case Search::latin_hypercube:
      return latin_hypercube_configurations(wanted, random);
    case Search::sobol:
      if (wanted.space.parameters.size() > kMostSobolDimensions)
        return Error{
            fmt::format("a Sobol sequence has at most {} dimensions", kMostSobolDimensions),
            "mutate fewer hyperparameters"};
      return sobol_configurations(wanted, random);
  }
  return Error{"there is no such search", {}};
}

Status add_searched(const EntryRequest& request, const ConfigurationKeys& keys,
                    PythonRandom& random, EntryConfigurations& result) {
  const auto space = search_space(request.repo, request.entry.foreground, result.notes);
  if (!space) return space.error();
  auto found = searched(request, {*space, keys, request.known, request.runs}, random);
  if (!found) return found.error();
  if (!found->note.empty()) result.notes.push_back(std::move(found->note));
  for (Configuration& configuration : found->configurations) {
    configuration.runs = request.repeat;
    configuration.goes_on = request.until;
    result.configurations.push_back(std::move(configuration));
  }
  return {};
}

}  // namespace

Result<EntryConfigurations> entry_configurations(const EntryRequest& request,
                                                 PythonRandom& random) {
  if (const Status fit = check_search(request); !fit) return fit.error();
  const Entry& entry = request.entry;
  if (entry.foreground.mode != Mode::mutation) {
    if (const Status counts = check_given(request.repo, entry.foreground); !counts)
      return counts.error();
  }
  const ConfigurationKeys keys(request.repo, entry.foreground.model, entry.mode == Mode::parallel);
  EntryConfigurations result;
  if (entry.baseline_runs > 0)
    add_given(request, "the baseline", keys, entry.baseline_runs, result);
  if (request.runs <= 0) return result;
  if (entry.foreground.mode != Mode::mutation) {
    // There is one configuration only: its runs and the least number are of the same thing.
    const int runs =
        request.until ? std::max(request.runs, request.repeat) : request.runs * request.repeat;
    add_given(request, "its configuration", keys, runs, result).goes_on = request.until;
    return result;
  }
  if (const Status searched = add_searched(request, keys, random, result); !searched)
    return searched.error();
  return result;
}

}  // namespace mutation
