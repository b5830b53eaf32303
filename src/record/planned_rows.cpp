#include "record/planned_rows.h"

#include <algorithm>
#include <map>
#include <utility>

#include "record/stored_rows.h"

namespace mutation {
namespace {

using BeforeIndex = std::map<int, int>;  // of runs that were added; its own: at the end

// Where a run stands among all: the runs before which it was added, from the outermost, and itself.
// What was added before a run has that run's place as the beginning of its own.
using RunPlace = std::vector<int>;

RunPlace place_of(int index, const BeforeIndex& added) {
  RunPlace place = {index};
  for (auto at = added.find(index); at != added.end(); at = added.find(at->second)) {
    // A run is added before one that there is already; anything else would go on for ever.
    if (at->second >= at->first) break;
    place.insert(place.begin(), at->second);
  }
  return place;
}

bool is_before(const RunPlace& a, const RunPlace& b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end()) return false;  // the same, or the one that `b` was added for
  return in_b == b.end() || *in_a < *in_b;
}

Result<BeforeIndex> read_added(Database& store) {
  const auto rows = store.query("SELECT plan_index, before_index FROM added_run");
  if (!rows) return rows.error();
  BeforeIndex added;
  for (const Row& row : *rows) added[int(whole_of(row[0]))] = int(whole_of(row[1]));
  return added;
}

void put_in_order(const BeforeIndex& added, std::vector<UnfinishedRun>& runs) {
  std::vector<std::pair<RunPlace, UnfinishedRun>> places;
  places.reserve(runs.size());
  for (UnfinishedRun& run : runs) {
    RunPlace place = place_of(run.index, added);
    places.emplace_back(std::move(place), std::move(run));
  }
  std::ranges::sort(places,
                    [](const auto& a, const auto& b) { return is_before(a.first, b.first); });
  runs.clear();
  for (auto& [place, run] : places) runs.push_back(std::move(run));
}

Role role_of(const std::string& word) {
  for (const Role role : {Role::warm_up, Role::calibration}) {
    if (to_text(role) == word) return role;
  }
  return Role::measured;
}

// In no JSON text can it stand within another value: quotes are escaped there.
constexpr const char* kAnyRepeats =
    "SELECT 1 FROM planned_run WHERE instr(planned, '\"repeat\":{') > 0 LIMIT 1";

}  // namespace

Result<std::vector<UnfinishedRun>> read_unfinished(Database& store) {
  const auto rows = store.query(
      "SELECT plan_index, known_waits_seconds, run_id FROM planned_run LEFT JOIN run"
      " USING (plan_index) WHERE done = 0 ORDER BY plan_index");
  if (!rows) return rows.error();
  std::vector<UnfinishedRun> runs;
  for (const Row& row : *rows) {
    runs.push_back({static_cast<int>(whole_of(row[0])), Seconds(std::get<double>(row[1])),
                    is_null(row[2]) ? "" : text_of(row[2])});
  }
  const Result<BeforeIndex> added = read_added(store);
  if (!added) return added.error();
  if (!added->empty()) put_in_order(*added, runs);
  return runs;
}

Result<std::string> read_next_behind(Database& store, int current) {
  const auto left = read_unfinished(store);
  if (!left) return left.error();
  // The one that has begun is the first of those that are left.
  const auto next = std::ranges::find_if(
      *left, [current](const UnfinishedRun& run) { return run.index != current; });
  if (next == left->end()) return std::string();
  const auto rows = store.query(
      "SELECT json_extract(planned, '$.experiment_id') FROM planned_run WHERE plan_index = ?",
      {std::int64_t{next->index}});
  if (!rows) return rows.error();
  return text_of(rows->front()[0]);
}

Result<std::vector<PlannedPlace>> read_places_with_repeats(Database& store) {
  const auto any = store.query(kAnyRepeats);
  if (!any) return any.error();
  if (any->empty()) return std::vector<PlannedPlace>{};
  const auto rows = store.query(
      "SELECT plan_index, json_extract(planned, '$.entry'), json_extract(planned, '$.role'),"
      " ifnull(json_extract(planned, '$.configuration'), 0),"
      " ifnull(json_extract(planned, '$.block'), 0),"
      " json_extract(planned, '$.repeat') IS NOT NULL, done, run_id"
      " FROM planned_run LEFT JOIN run USING (plan_index) ORDER BY plan_index");
  if (!rows) return rows.error();
  std::vector<PlannedPlace> places;
  for (const Row& row : *rows) {
    places.push_back({.index = static_cast<int>(whole_of(row[0])),
                      .entry = static_cast<int>(whole_of(row[1])),
                      .role = role_of(text_of(row[2])),
                      .configuration = static_cast<int>(whole_of(row[3])),
                      .block = static_cast<int>(whole_of(row[4])),
                      .repeats = whole_of(row[5]) != 0,
                      .done = whole_of(row[6]) != 0,
                      .run_id = is_null(row[7]) ? "" : text_of(row[7])});
  }
  return places;
}

}  // namespace mutation
