// From a request's words to a space, and through all of it.
#include "plan/search_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/check.h"
#include "plan/conditions.h"
#include "plan/draw.h"
#include "plan/value_set.h"

namespace mutation {
namespace {

bool is_all(const std::vector<std::string>& mutate) {
  return std::ranges::find(mutate, "all") != mutate.end();
}

// A boolean that may be drawn has both of its values.
HyperparameterSpec as_asked(HyperparameterSpec spec, const TrainingRequest& request) {
  if (spec.type == HyperparameterType::boolean && spec.choices.empty())
    spec.choices = {false, true};
  const auto wanted = std::ranges::find(request.draw_overrides, spec.name, &DrawOverride::name);
  return wanted == request.draw_overrides.end() ? spec : overridden(std::move(spec), *wanted);
}

std::vector<HyperparameterSpec> all_parameters(const std::vector<HyperparameterSpec>& specs,
                                               const TrainingRequest& request,
                                               std::vector<std::string>& notes) {
  std::vector<HyperparameterSpec> parameters;
  for (const HyperparameterSpec& known : specs) {
    if (find(request.hyperparameters, known.name)) continue;
    HyperparameterSpec spec = as_asked(known, request);
    if (can_be_drawn(spec)) {
      parameters.push_back(std::move(spec));
    } else {
      notes.push_back(
          fmt::format("\"{}\" has no range in the catalogue and is not mutated", spec.name));
    }
  }
  return parameters;
}

std::vector<HyperparameterSpec> named_parameters(const std::vector<HyperparameterSpec>& specs,
                                                 const TrainingRequest& request) {
  std::vector<HyperparameterSpec> parameters;
  for (const std::string& name : request.mutate) {
    const auto known = std::ranges::find(specs, name, &HyperparameterSpec::name);
    MUTATION_CHECK(known != specs.end());  // settings/ has checked every name
    if (std::ranges::find(parameters, name, &HyperparameterSpec::name) == parameters.end())
      parameters.push_back(as_asked(*known, request));
  }
  return parameters;
}

// At most all of them.
CountRange at_once_of(const TrainingRequest& request, int all) {
  if (!request.mutated_at_once) return {all, all};
  return {std::min(request.mutated_at_once->low, all),
          std::min(request.mutated_at_once->high, all)};
}

// Everything that contradicts itself or cannot be drawn.
std::vector<Error> problems_of(const SearchSpace& space, const TrainingRequest& request) {
  std::vector<Error> problems;
  for (const HyperparameterSpec& spec : space.parameters) {
    if (find(request.hyperparameters, spec.name))
      problems.push_back({fmt::format("\"{}\" is both mutated and given a value", spec.name),
                          "remove it from \"mutate\" or from \"hyperparameters\""});
    if (const Status drawable = check_drawable(spec); !drawable)
      problems.push_back(drawable.error());
  }
  for (const DrawOverride& wanted : request.draw_overrides) {
    if (std::ranges::find(space.parameters, wanted.name, &HyperparameterSpec::name) ==
        space.parameters.end())
      problems.push_back(
          {fmt::format("it says how to draw \"{}\", which is not mutated", wanted.name),
           "name it in \"mutate\""});
  }
  return problems;
}

// Takes out what is never drawn to any effect, each with a note.
void drop_what_never_counts(const PossibleValues& possible, SearchSpace& space,
                            std::vector<std::string>& notes) {
  std::erase_if(space.parameters, [&](const HyperparameterSpec& spec) {
    const auto why = never_counts(spec, possible);
    if (why) notes.push_back(fmt::format("not mutated: {}", to_text(*why)));
    return why.has_value();
  });
}

// n over k, at most kManyValues.
std::uint64_t choose(std::uint64_t n, std::uint64_t k) {
  std::uint64_t result = 1;
  for (std::uint64_t i = 1; i <= std::min(k, n - k); ++i) {
    if (result > kManyValues / n) return kManyValues;
    result = result * (n - i + 1) / i;
  }
  return result;
}

// An upper bound: as if always the parameters with the most values were chosen. `sizes`:
// descending.
std::uint64_t ways_with(const std::vector<std::uint64_t>& sizes, std::size_t chosen) {
  std::uint64_t product = choose(sizes.size(), chosen);
  for (std::size_t at = 0; at < chosen; ++at) {
    if (product > kManyValues / sizes[at]) return kManyValues;
    product *= sizes[at];
  }
  return product;
}

// Counts `chosen` up to the next k of n in order; false behind the last.
bool next_choice(std::vector<std::size_t>& chosen, std::size_t n) {
  for (std::size_t at = chosen.size(); at-- > 0;) {
    if (chosen[at] + (chosen.size() - at) < n) {
      ++chosen[at];
      for (std::size_t behind = at + 1; behind < chosen.size(); ++behind)
        chosen[behind] = chosen[behind - 1] + 1;
      return true;
    }
  }
  return false;
}

void for_each_filling(const SearchSpace& space, const std::vector<std::size_t>& chosen,
                      const std::function<void(const Hyperparameters&)>& visit) {
  std::vector<std::uint64_t> digits(chosen.size(), 0);
  Hyperparameters drawn;
  for (const std::size_t index : chosen)
    drawn.push_back({space.parameters[index].name, value_at(space.parameters[index], 0)});
  while (true) {
    visit(drawn);
    std::size_t at = chosen.size();
    while (true) {
      if (at-- == 0) return;
      const HyperparameterSpec& spec = space.parameters[chosen[at]];
      const bool carries = ++digits[at] == distinct_values(spec);
      if (carries) digits[at] = 0;
      drawn[at].value = value_at(spec, digits[at]);
      if (!carries) break;
    }
  }
}

}  // namespace

Result<SearchSpace> search_space(const RepoSpec& repo, const TrainingRequest& request,
                                 std::vector<std::string>& notes) {
  const std::vector<HyperparameterSpec> specs = hyperparameters_for(repo, request.model);
  SearchSpace space{&repo, request.model, {}, request.hyperparameters, {}};
  space.parameters = is_all(request.mutate) ? all_parameters(specs, request, notes)
                                            : named_parameters(specs, request);
  if (space.parameters.empty())
    return Error{fmt::format("there is nothing to mutate in {}", repo.name),
                 "give its hyperparameters a \"range\" in the catalogue, or use mode \"default\""};
  const PossibleValues possible{repo, space.model, space.pinned, space.parameters,
                                request.mutated_at_once.has_value()};
  std::vector<Error> problems = problems_of(space, request);
  std::ranges::move(given_in_vain(possible), std::back_inserter(problems));
  if (!problems.empty()) return all_of(problems);
  std::vector<std::string> dropped;
  drop_what_never_counts(possible, space, dropped);
  if (space.parameters.empty())
    return Error{
        fmt::format("there is nothing to mutate in {}; {}", repo.name, fmt::join(dropped, "; ")),
        {}};
  std::ranges::move(dropped, std::back_inserter(notes));
  space.at_once = at_once_of(request, static_cast<int>(space.parameters.size()));
  return space;
}

Hyperparameters configuration_of(const SearchSpace& space, Hyperparameters drawn) {
  drawn.insert(drawn.end(), space.pinned.begin(), space.pinned.end());
  const bool conditional =
      std::ranges::any_of(space.repo->hyperparameters,
                          [](const HyperparameterSpec& spec) { return !spec.conditions.empty(); });
  return conditional ? only_counting(*space.repo, space.model, drawn) : drawn;
}

std::uint64_t ways(const SearchSpace& space) {
  std::vector<std::uint64_t> sizes;
  for (const HyperparameterSpec& spec : space.parameters) sizes.push_back(distinct_values(spec));
  std::ranges::sort(sizes, std::greater<>());
  std::uint64_t sum = 0;
  for (int count = space.at_once.low; count <= space.at_once.high; ++count)
    sum = std::min(kManyValues, sum + ways_with(sizes, static_cast<std::size_t>(count)));
  return sum;
}

void for_each_way(const SearchSpace& space,
                  const std::function<void(const Hyperparameters&)>& visit) {
  for (int count = space.at_once.low; count <= space.at_once.high; ++count) {
    std::vector<std::size_t> chosen(static_cast<std::size_t>(count));
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    do {
      for_each_filling(space, chosen, visit);
    } while (next_choice(chosen, space.parameters.size()));
  }
}

}  // namespace mutation
