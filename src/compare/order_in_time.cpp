#include "compare/order_in_time.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace mutation {
namespace {

bool has_start(const RecordedRun* run) {
  return run->start.has_value();
}

UtcTime start_of(const RecordedRun* run) {
  return *run->start;
}

// -1: a was run first; 1: b; 0: their times overlap, or are not known.
int order_of(const RunGroup& a, const RunGroup& b) {
  if (!std::ranges::all_of(a, has_start) || !std::ranges::all_of(b, has_start)) return 0;
  const auto [first_a, last_a] = std::ranges::minmax(a, {}, start_of);
  const auto [first_b, last_b] = std::ranges::minmax(b, {}, start_of);
  if (start_of(last_a) < start_of(first_b)) return -1;
  return start_of(last_b) < start_of(first_a) ? 1 : 0;
}

bool same_order_in_all(const std::vector<RunsOfSides>& parts) {
  if (parts.empty()) return false;
  const int first = order_of(parts[0].first, parts[0].second);
  return first != 0 && std::ranges::all_of(parts, [&](const RunsOfSides& part) {
           return order_of(part.first, part.second) == first;
         });
}

std::vector<RunsOfSides> by_session(const std::vector<RunsOfSides>& strata) {
  std::map<std::string, RunsOfSides> sessions;
  for (const auto& [a, b] : strata) {
    for (const RecordedRun* run : a) sessions[run->session].first.push_back(run);
    for (const RecordedRun* run : b) sessions[run->session].second.push_back(run);
  }
  std::vector<RunsOfSides> shared;
  for (auto& [session, runs] : sessions) {
    if (!runs.first.empty() && !runs.second.empty()) shared.push_back(std::move(runs));
  }
  return shared;
}

}  // namespace

std::string note_on_order(const RunGroup& a, const RunGroup& b,
                          const std::vector<RunsOfSides>& strata) {
  const std::string after =
      "one side was run after the other: a drift of the machine cannot be told from a "
      "difference; \"order\": \"interleaved\" avoids that";
  if (order_of(a, b) != 0) return after;
  if (same_order_in_all(by_session(strata))) return "in every session " + after;
  // One run of each side is in some order by chance.
  const bool repeated = std::ranges::all_of(strata, [](const RunsOfSides& stratum) {
    return stratum.first.size() > 1 && stratum.second.size() > 1;
  });
  return repeated && same_order_in_all(strata) ? "in every stratum " + after : "";
}

bool follow_each_other(const RunGroup& runs, const std::vector<std::string>& values) {
  const std::size_t levels = std::set(values.begin(), values.end()).size();
  const bool one_session = std::ranges::all_of(runs, [&](const RecordedRun* run) {
    return has_start(run) && run->session == runs.front()->session;
  });
  if (!one_session || levels < 2 || runs.size() < 2 * levels) return false;
  std::vector<std::size_t> order(runs.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return start_of(runs[i]); });
  std::size_t changes = 0;
  for (std::size_t i = 1; i < order.size(); ++i)
    changes += values[order[i]] != values[order[i - 1]];
  return changes == levels - 1;
}

}  // namespace mutation
