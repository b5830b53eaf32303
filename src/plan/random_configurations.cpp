// Draw, compare, keep or throw away; and at the end of a space, look what is left of it.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "plan/configurations.h"
#include "plan/draw.h"
#include "plan/taken.h"
#include "plan/value_set.h"

namespace mutation {
namespace {

// The Python tool made at most so many draws for an entry. As long as they are not enough for it,
// we make as many, so that the entries behind draw what they drew there.
constexpr std::uint64_t kPythonAttempts = 1000;
constexpr std::uint64_t kAttemptsPerRun = 20;
constexpr std::uint64_t kMostEnumerated = std::uint64_t{1} << 22;

// With fewer than all, how many and which of them is drawn, too: each number is as likely, and each
// choice of so many.
void draw_into(const SearchSpace& space, PythonRandom& random, Hyperparameters& drawn) {
  drawn.clear();
  const CountRange& at_once = space.at_once;
  auto needed = static_cast<std::size_t>(
      at_once.low == at_once.high ? at_once.low : random.randint(at_once.low, at_once.high));
  for (std::size_t at = 0; at < space.parameters.size(); ++at) {
    const std::size_t left = space.parameters.size() - at;
    const bool chosen =
        needed == left || random.random() * static_cast<double>(left) < static_cast<double>(needed);
    if (!chosen) continue;
    --needed;
    const HyperparameterSpec& spec = space.parameters[at];
    drawn.push_back({spec.name, draw_value(spec, random)});
  }
}

// A space that was looked through to its end.
struct WholeSpace {
  std::size_t distinct = 0;
  bool has_defaults = false;
  std::size_t known = 0;             // beside the defaults
  std::vector<std::uint64_t> fresh;  // which of the ways lead to what is new, each one once
};

WholeSpace whole_space(const Wanted& wanted, const Taken& taken) {
  WholeSpace whole;
  const ConfigurationKey defaults = defaults_key(wanted);
  std::unordered_set<ConfigurationKey, ConfigurationKeyHash> all;
  std::uint64_t way = 0;
  for_each_way(wanted.space, [&](const Hyperparameters& drawn) {
    const ConfigurationKey key = wanted.keys.of(configuration_of(wanted.space, drawn));
    if (all.insert(key).second) {
      if (key == defaults) {
        whole.has_defaults = true;
      } else if (times_known(wanted.known, key) > 0) {
        ++whole.known;
      }
      if (taken.is_new(key)) whole.fresh.push_back(way);
    }
    ++way;
  });
  whole.distinct = all.size();
  return whole;
}

// So many of `fresh`, each as likely, in the order in which they are drawn.
void draw_from_rest(const Wanted& wanted, std::vector<std::uint64_t> fresh, std::size_t missing,
                    PythonRandom& random, Taken& taken, std::vector<Configuration>& found) {
  const std::size_t take = std::min(missing, fresh.size());
  std::unordered_map<std::uint64_t, std::size_t> places;
  for (std::size_t at = 0; at < take; ++at) {
    const auto other =
        random.randint(static_cast<std::int64_t>(at), static_cast<std::int64_t>(fresh.size()) - 1);
    std::swap(fresh[at], fresh[static_cast<std::size_t>(other)]);
    places.emplace(fresh[at], at);
  }
  std::vector<Hyperparameters> drawn_there(take);
  std::uint64_t way = 0;
  for_each_way(wanted.space, [&](const Hyperparameters& drawn) {
    if (const auto place = places.find(way++); place != places.end())
      drawn_there[place->second] = drawn;
  });
  for (Hyperparameters& drawn : drawn_there) taken.add(std::move(drawn), found);
}

std::string left_out_text(const WholeSpace& whole) {
  std::string text;
  if (whole.has_defaults) text = "the defaults are left out";
  if (whole.known > 0) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {} known already", whole.known, whole.known == 1 ? "is" : "are");
  }
  return text;
}

std::string exhausted_note(const Wanted& wanted, const WholeSpace& whole, std::size_t planned) {
  const auto& parameters = wanted.space.parameters;
  const std::string things = parameters.size() == 1 ? "value" : "combination";
  std::string note = whole.distinct == 1
                         ? fmt::format("only one {} exists", things)
                         : fmt::format("only {} distinct {}s exist", whole.distinct, things);
  if (std::ranges::any_of(parameters, [](const HyperparameterSpec& spec) {
        return spec.type == HyperparameterType::real && spec.choices.empty();
      }))
    note += " (floats that agree to 6 significant digits count as the same)";
  if (const std::string left_out = left_out_text(whole); !left_out.empty())
    note += fmt::format(", {} {} left ({})", planned, planned == 1 ? "is" : "are", left_out);
  return note + fmt::format(", {} {} asked: {} planned", wanted.configurations,
                            wanted.configurations == 1 ? "was" : "were", runs_text(planned));
}

}  // namespace

FoundConfigurations random_configurations(const Wanted& wanted, PythonRandom& random) {
  FoundConfigurations found;
  std::vector<Configuration>& configurations = found.configurations;
  const auto asked = static_cast<std::size_t>(std::max(wanted.configurations, 0));
  const std::uint64_t possible = ways(wanted.space);
  const std::uint64_t patience =
      std::max(kPythonAttempts, kAttemptsPerRun * std::min<std::uint64_t>(asked, possible));
  configurations.reserve(std::min<std::uint64_t>(asked, possible));
  Taken taken(wanted);
  taken.expect(configurations.capacity() + 1);
  taken.leave_out(defaults_key(wanted));
  std::uint64_t attempts = 0;
  Hyperparameters drawn;
  for (; configurations.size() < asked && attempts < patience; ++attempts) {
    draw_into(wanted.space, random, drawn);
    taken.add(drawn, configurations);
  }
  if (configurations.size() == asked) return found;
  if (possible > kMostEnumerated) {
    found.note = fmt::format(
        "only {} distinct combinations were found in {} attempts, {} were "
        "asked: {} planned",
        configurations.size(), attempts, asked, runs_text(configurations.size()));
    return found;
  }
  WholeSpace whole = whole_space(wanted, taken);
  draw_from_rest(wanted, std::move(whole.fresh), asked - configurations.size(), random, taken,
                 configurations);
  if (configurations.size() < asked)
    found.note = exhausted_note(wanted, whole, configurations.size());
  return found;
}

}  // namespace mutation
