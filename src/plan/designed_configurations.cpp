// Points of designs, and what they come to as values.
#include <fmt/format.h>

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <utility>

#include "base/text.h"
#include "plan/configurations.h"
#include "plan/taken.h"
#include "plan/value_set.h"

namespace mutation {
namespace {

// Passed over so many times its number of points, a sequence has nothing new any more.
constexpr std::size_t kSobolPatience = 20;

// Ascending, one in each of `count` equal parts of 0..1; then put in a random order.
std::vector<double> spread_shares(std::size_t count, PythonRandom& random) {
  std::vector<double> shares;
  for (std::size_t part = 0; part < count; ++part)
    shares.push_back((static_cast<double>(part) + random.random()) / static_cast<double>(count));
  for (std::size_t at = count; at-- > 1;) {
    const auto other = random.randint(0, static_cast<std::int64_t>(at));
    std::swap(shares[at], shares[static_cast<std::size_t>(other)]);
  }
  return shares;
}

// [0, 1) from the 53 highest bits.
double share_of(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

// Without those that are the same as others, or known.
std::string passed_over_note(const char* what, std::size_t all, std::size_t planned) {
  return fmt::format("{} of {} {} give configurations that occur already: {} planned",
                     all - planned, all, what, runs_text(planned));
}

// The levels of one parameter; none where it needs some to be given.
std::vector<Value> levels_of(const HyperparameterSpec& spec,
                             const std::vector<DrawOverride>& overrides, std::uint64_t most) {
  if (!spec.choices.empty()) return spec.choices;
  const auto wanted = std::ranges::find(overrides, spec.name, &DrawOverride::name);
  if (wanted != overrides.end() && wanted->levels) return even_levels(spec, *wanted->levels);
  std::vector<Value> all;
  if (spec.type == HyperparameterType::real) return all;
  // One more than may be: enough to say that there are too many.
  for (std::uint64_t at = 0; at < std::min(distinct_values(spec), most + 1); ++at)
    all.push_back(value_at(spec, at));
  return all;
}

}  // namespace

Result<FoundConfigurations> grid_configurations(const Wanted& wanted,
                                                const std::vector<DrawOverride>& overrides,
                                                std::uint64_t most) {
  SearchSpace grid = wanted.space;
  std::vector<std::string> without;
  for (HyperparameterSpec& spec : grid.parameters) {
    std::vector<Value> levels = levels_of(spec, overrides, most);
    if (levels.empty()) without.push_back("\"" + spec.name + "\"");
    spec.choices = std::move(levels);
  }
  if (!without.empty())
    return Error{
        fmt::format("a grid needs to know which values of {} it has", joined(without, ", ")),
        "give \"values\", or a number of \"levels\""};
  const std::uint64_t all = ways(grid);
  if (all > most)
    return Error{fmt::format("the grid has more than {} combinations", most),
                 "give fewer \"values\" or \"levels\""};
  FoundConfigurations found;
  Taken taken(wanted);
  for_each_way(grid, [&](const Hyperparameters& drawn) { taken.add(drawn, found.configurations); });
  if (found.configurations.size() < all)
    found.note = passed_over_note("combinations of the grid", all, found.configurations.size());
  return found;
}

FoundConfigurations latin_hypercube_configurations(const Wanted& wanted, PythonRandom& random) {
  const auto count = static_cast<std::size_t>(wanted.configurations);
  std::vector<std::vector<double>> shares;  // by parameter, then by point
  for (std::size_t at = 0; at < wanted.space.parameters.size(); ++at)
    shares.push_back(spread_shares(count, random));
  FoundConfigurations found;
  Taken taken(wanted);
  for (std::size_t point = 0; point < count; ++point) {
    Hyperparameters drawn;
    for (std::size_t at = 0; at < shares.size(); ++at) {
      const HyperparameterSpec& spec = wanted.space.parameters[at];
      drawn.push_back({spec.name, value_at_share(spec, shares[at][point])});
    }
    taken.add(std::move(drawn), found.configurations);
  }
  if (found.configurations.size() < count)
    found.note =
        passed_over_note("points of the Latin hypercube", count, found.configurations.size());
  return found;
}

FoundConfigurations sobol_configurations(const Wanted& wanted, PythonRandom& random) {
  const auto& parameters = wanted.space.parameters;
  boost::random::sobol sequence(parameters.size());
  std::vector<std::uint64_t> shift;
  for (std::size_t at = 0; at < parameters.size(); ++at) shift.push_back(random.getrandbits(64));
  const auto count = static_cast<std::size_t>(wanted.configurations);
  FoundConfigurations found;
  Taken taken(wanted);
  std::size_t points = 0;
  while (found.configurations.size() < count && points < kSobolPatience * count) {
    Hyperparameters drawn;
    for (std::size_t at = 0; at < parameters.size(); ++at) {
      // Boost's engine leaves out the sequence's first point, which is 0 everywhere.
      const std::uint64_t bits = points == 0 ? 0 : sequence();
      drawn.push_back(
          {parameters[at].name, value_at_share(parameters[at], share_of(bits ^ shift[at]))});
    }
    taken.add(std::move(drawn), found.configurations);
    ++points;
  }
  if (found.configurations.size() < count)
    found.note = fmt::format(
        "only {} distinct combinations were found in {} points of the Sobol "
        "sequence, {} were asked: {} planned",
        found.configurations.size(), points, count, runs_text(found.configurations.size()));
  return found;
}

}  // namespace mutation
