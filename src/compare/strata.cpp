#include "compare/strata.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "compare/order_in_time.h"
#include "model/figure.h"

namespace mutation {
namespace {

// Shares of a side's runs that a finer division may cost: more in blocks, for without them a drift
// of the machine is in the difference.
constexpr double kMostLeftOut = 0.1;
constexpr double kMostLeftOutOfBlocks = 0.34;

struct SidesOfStratum {
  RunGroup a;
  RunGroup b;
};
using Strata = std::map<std::string, SidesOfStratum>;

template <typename Text>
bool varies_in(const RunGroup& runs, Text text) {
  return std::ranges::any_of(runs,
                             [&](const RecordedRun* run) { return text(*run) != text(*runs[0]); });
}

std::string value_of(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? "\x1e" : found->second;
}

// The hyperparameters of which a side has several values: what is compared has one a side. Not the
// seed, for runs that differ in it alone are repeats.
std::vector<std::string> varying_names(const RunGroup& a, const RunGroup& b) {
  std::set<std::string> varying;
  for (const RunGroup* side : {&a, &b}) {
    const std::map<std::string, std::string> first = values_of(*side->front());
    for (const RecordedRun* run : *side) {
      const std::map<std::string, std::string> values = values_of(*run);
      for (const auto& [name, value] : values) {
        const auto other = first.find(name);
        if (other == first.end() || other->second != value) varying.insert(name);
      }
      for (const auto& [name, value] : first) {
        if (!values.contains(name)) varying.insert(name);
      }
    }
  }
  std::erase_if(varying, is_seed);
  return {varying.begin(), varying.end()};
}

// The seed's value; "" without one.
std::string seed_of(const RecordedRun& run) {
  std::map<std::string, std::string> values = values_of(run);
  std::erase_if(values, [](const auto& value) { return !is_seed(value.first); });
  return values.empty() ? "" : values.begin()->second;
}

// Which parts of a run's circumstances a division goes by.
struct Division {
  bool block = false;
  bool session = false;
  bool values = false;
  bool seed = false;
};

class Divider {
 public:
  Divider(const RunGroup& a, const RunGroup& b)
      : a_(a),
        b_(b),
        names_(varying_names(a, b)),
        training_(varies([](const RecordedRun& run) { return training_of(run); })),
        background_(varies([](const RecordedRun& run) { return background_of(run); })),
        session_(varies([](const RecordedRun& run) { return run.session; })) {}

  const std::vector<std::string>& names() const { return names_; }
  bool has_blocks() const {
    return std::ranges::all_of(a_, has_block) && std::ranges::all_of(b_, has_block);
  }
  bool has_sessions() const { return session_; }
  bool has_fixed() const { return training_ || background_; }
  bool has_seeds() const { return varies(seed_of); }

  Strata by(const Division& division) const {
    return by_text([&](const RecordedRun& run) { return key_of(run, division); });
  }
  Strata by_value(const std::string& name) const {
    return by_text([&](const RecordedRun& run) { return value_of(values_of(run), name); });
  }

 private:
  template <typename Text>
  Strata by_text(Text text) const {
    Strata strata;
    for (const RecordedRun* run : a_) strata[text(*run)].a.push_back(run);
    for (const RecordedRun* run : b_) strata[text(*run)].b.push_back(run);
    std::erase_if(strata, [](const auto& stratum) {
      return stratum.second.a.empty() || stratum.second.b.empty();
    });
    return strata;
  }

  static bool has_block(const RecordedRun* run) { return run->block > 0; }

  template <typename Text>
  bool varies(Text text) const {
    return varies_in(a_, text) || varies_in(b_, text);
  }

  std::string key_of(const RecordedRun& run, const Division& division) const {
    std::string key = training_ ? training_of(run) : "";
    if (background_) key += '\x1f' + background_of(run);
    if (division.session || division.block) key += '\x1f' + run.session;
    if (division.block) key += fmt::format("\x1f{}", run.block);
    if (division.seed) key += '\x1f' + seed_of(run);
    if (!division.values) return key;
    const std::map<std::string, std::string> values = values_of(run);
    for (const std::string& name : names_) key += '\x1f' + value_of(values, name);
    return key;
  }

  const RunGroup& a_;
  const RunGroup& b_;
  std::vector<std::string> names_;
  bool training_;
  bool background_;
  bool session_;
};

struct Counts {
  std::size_t a = 0;
  std::size_t b = 0;
};

Counts counts_of(const Strata& strata) {
  Counts counts;
  for (const auto& [key, sides] : strata) {
    counts.a += sides.a.size();
    counts.b += sides.b.size();
  }
  return counts;
}

bool enough_is_left(const Strata& strata) {
  const Counts counts = counts_of(strata);
  return !strata.empty() && counts.a + counts.b >= strata.size() + 3;
}

bool nearly_all_match(const Strata& strata, const RunGroup& a, const RunGroup& b,
                      double most_left_out) {
  const Counts counts = counts_of(strata);
  return double(counts.a) >= (1 - most_left_out) * double(a.size()) &&
         double(counts.b) >= (1 - most_left_out) * double(b.size());
}

// Nearly all runs have their counterpart, and enough is left to judge by.
bool serves(const Strata& strata, const RunGroup& a, const RunGroup& b, bool blocks) {
  return enough_is_left(strata) &&
         nearly_all_match(strata, a, b, blocks ? kMostLeftOutOfBlocks : kMostLeftOut);
}

bool were_repeated_until(const RunGroup& runs) {
  return std::ranges::any_of(runs,
                             [](const RecordedRun* run) { return run->repeat_until.has_value(); });
}

// Sides that were repeated until an interval was narrow stop in different blocks: the blocks that
// both have are taken however many runs that costs, for without them what one side ran late, on a
// machine that drifts, is in the difference.
bool serves(const Division& division, const Divider& divider, const RunGroup& a,
            const RunGroup& b) {
  const Strata strata = divider.by(division);
  if (division.seed) {
    // Seeds are paired where that costs no run.
    Division without = division;
    without.seed = false;
    const Counts paired = counts_of(strata), all = counts_of(divider.by(without));
    if (paired.a < all.a || paired.b < all.b) return false;
  }
  if (!division.block || !(were_repeated_until(a) || were_repeated_until(b)))
    return serves(strata, a, b, division.block);
  const Division without = {.session = true, .values = division.values};
  return enough_is_left(strata) && serves(divider.by(without), a, b, false);
}

std::string name_of(const Division& division, const Divider& divider, std::size_t strata) {
  if (strata == 1) return "";
  std::vector<std::string> names;
  if (division.block) names.emplace_back("block");
  if (division.values && !divider.names().empty()) names.emplace_back("configuration");
  if (division.seed) names.emplace_back("seed");
  if (division.session && divider.has_sessions() && !division.block) names.emplace_back("session");
  if (names.empty() && divider.has_fixed()) names.emplace_back("model and mode");
  return joined(names, " and ");
}

// The hyperparameters that keep the sides from being matched: each alone, or all of them together.
std::vector<std::string> not_matched(const Divider& divider, const RunGroup& a, const RunGroup& b) {
  std::vector<std::string> names = divider.names();
  std::erase_if(names, [&](const std::string& name) {
    return nearly_all_match(divider.by_value(name), a, b, kMostLeftOut);
  });
  return names.empty() ? divider.names() : names;
}

std::vector<RunsOfSides> runs_of(const Strata& strata) {
  std::vector<RunsOfSides> runs;
  for (const auto& [key, sides] : strata) runs.emplace_back(sides.a, sides.b);
  return runs;
}

void tell(const Division& division, const Divider& divider, const Strata& strata, const RunGroup& a,
          const RunGroup& b, std::vector<std::string>& notes) {
  const Counts counts = counts_of(strata);
  const std::size_t without = a.size() + b.size() - counts.a - counts.b;
  if (without > 0)
    notes.push_back(fmt::format("{} run{} without a counterpart in {} left out", without,
                                without == 1 ? "" : "s",
                                without == 1 ? "its stratum is" : "their strata are"));
  if (!division.values && !divider.names().empty())
    notes.push_back(
        "the sides' values of " + joined(not_matched(divider, a, b), ", ") +
        " do not match: the difference includes theirs; `mutation effects` takes them apart");
  const bool blocks_unused = !division.block && divider.has_blocks();
  if (blocks_unused && (were_repeated_until(a) || were_repeated_until(b)))
    notes.emplace_back(
        "the sides share too few blocks, and each stopped when its interval was narrow: a drift of "
        "the machine is in the difference");
  if (division.block) return;
  const std::string order = note_on_order(a, b, runs_of(strata));
  if (!order.empty()) notes.push_back(order);
}

DividedRuns divided(const Strata& strata, const std::string& figure) {
  DividedRuns result;
  for (const auto& [key, sides] : strata) {
    Stratum stratum;
    for (const RecordedRun* run : sides.a) stratum.a.push_back(*figure_value(*run, figure));
    for (const RecordedRun* run : sides.b) stratum.b.push_back(*figure_value(*run, figure));
    result.strata.push_back(std::move(stratum));
    result.taken_a.insert(result.taken_a.end(), sides.a.begin(), sides.a.end());
    result.taken_b.insert(result.taken_b.end(), sides.b.begin(), sides.b.end());
  }
  return result;
}

bool are_parallel(const RunGroup& runs, bool parallel) {
  return std::ranges::all_of(runs,
                             [&](const RecordedRun* run) { return run->parallel == parallel; });
}

std::map<std::string, RunGroup> beside_each(const RunGroup& runs) {
  std::map<std::string, RunGroup> parts;
  for (const RecordedRun* run : runs) parts[" beside " + background_of(*run)].push_back(run);
  return parts;
}

}  // namespace

std::vector<SidesToCompare> by_background(const RunGroup& a, const RunGroup& b) {
  std::vector<SidesToCompare> pairs;
  if (are_parallel(a, false) && are_parallel(b, true)) {
    for (auto& [beside, runs] : beside_each(b)) pairs.push_back({a, std::move(runs), "", beside});
  } else if (are_parallel(a, true) && are_parallel(b, false)) {
    for (auto& [beside, runs] : beside_each(a)) pairs.push_back({std::move(runs), b, beside, ""});
  }
  if (pairs.size() < 2) return {{a, b, "", ""}};
  return pairs;
}

DividedRuns divide(const RunGroup& a, const RunGroup& b, const std::string& figure) {
  const Divider divider(a, b);
  const bool seeds = divider.has_seeds();
  std::vector<Division> divisions;
  for (const bool values : {true, false}) {
    std::vector<Division> finest;
    if (divider.has_blocks()) finest.push_back({.block = true, .values = values});
    if (divider.has_sessions()) finest.push_back({.session = true, .values = values});
    finest.push_back({.values = values});
    for (Division& division : finest) {
      division.seed = values && seeds;
      if (division.seed) divisions.push_back(division);
      division.seed = false;
      divisions.push_back(division);
    }
  }
  for (const Division& division : divisions) {
    const bool last = &division == &divisions.back();
    const Strata strata = divider.by(division);
    if (!last && !serves(division, divider, a, b)) continue;
    DividedRuns result = divided(strata, figure);
    result.within = name_of(division, divider, strata.size());
    tell(division, divider, strata, a, b, result.notes);
    return result;
  }
  return {};
}

}  // namespace mutation
