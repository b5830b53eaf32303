#include "record/stored_totals.h"

#include "model/run_record.h"

namespace mutation {
namespace {

constexpr const char* kSums =
    "SELECT kind, simulated, sum(joules) FROM energy WHERE in_total AND kind <> 'meter'"
    " GROUP BY kind, simulated HAVING sum(joules) IS NOT NULL";

// The second number: attempts without phases, or in which a device lacks its figure.
constexpr const char* kCounts =
    "SELECT count(*), ifnull(sum(NOT EXISTS (SELECT 1 FROM phase WHERE phase.run_id = a.run_id"
    " AND phase.attempt = a.attempt) OR EXISTS (SELECT 1 FROM energy WHERE energy.run_id = a.run_id"
    " AND energy.attempt = a.attempt AND in_total AND kind <> 'meter' AND joules IS NULL)), 0)"
    " FROM attempt AS a";

}  // namespace

Result<OutcomeCounts> stored_outcomes(Database& store) {
  const auto rows = store.query(
      "SELECT outcome, count(*) FROM run WHERE role = 'measured' AND outcome IS NOT NULL"
      " GROUP BY outcome");
  if (!rows) return rows.error();
  OutcomeCounts counts;
  const auto take = [&](const Row& row, Outcome outcome, int& into) {
    if (text_of(row[0]) == to_text(outcome)) into = static_cast<int>(whole_of(row[1]));
  };
  for (const Row& row : *rows) {
    take(row, Outcome::succeeded, counts.succeeded);
    take(row, Outcome::suspect, counts.suspect);
    take(row, Outcome::failed, counts.failed);
    take(row, Outcome::interrupted, counts.interrupted);
  }
  return counts;
}

Result<Consumption> stored_consumption(Database& store) {
  const auto sums = store.query(kSums);
  if (!sums) return sums.error();
  const auto counts = store.query(kCounts);
  if (!counts) return counts.error();
  Consumption consumption;
  for (const Row& row : *sums) {
    const bool simulated = whole_of(row[1]) != 0;
    const bool gpu = text_of(row[0]) == "gpu";
    std::optional<Joules>& sum = simulated ? consumption.simulated
                                 : gpu     ? consumption.gpu
                                           : consumption.cpu;
    sum = sum.value_or(Joules{0}) + Joules{std::get<double>(row[2])};
  }
  consumption.attempts = static_cast<int>(whole_of(counts->front()[0]));
  consumption.incomplete = static_cast<int>(whole_of(counts->front()[1]));
  return consumption;
}

}  // namespace mutation
