// A file's own number of runs beside the plan's.
#include "settings/expected_runs.h"

#include <gmock/gmock.h>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kEntry = R"("repo": "resnet", "model": "resnet20"})";

// Of a plan with two runs of the first entry and, after a warm-up, one of the second.
std::vector<std::string> notes_of(const std::string& top, const std::string& first) {
  const auto read = settings_of("{" + top + R"("experiments": [{)" + first + std::string(kEntry) +
                                ", {" + std::string(kEntry) + "]}");
  EXPECT_THAT(to_lines(read.problems), IsEmpty());
  Plan plan;
  for (const int entry : {0, 0, 1, 1}) {
    PlannedRun run;
    run.entry = entry;
    plan.runs.push_back(run);
  }
  plan.runs[2].role = Role::warm_up;
  return expected_runs_notes(read.value.value_or(Settings{}), plan);
}

TEST(ExpectedRuns, AreANoteWhereThePlanHasFewerOrMore) {
  EXPECT_THAT(notes_of(R"("estimated_experiments": 12, )", ""),
              ElementsAre("the file says \"estimated_experiments\": 12, but 3 runs are planned: "
                          "\"runs_per_config\" counts runs of an entry, not of each "
                          "hyperparameter"));
  EXPECT_THAT(notes_of(R"("_total_experiments": 2, )", R"("expected_runs": 1, )"),
              ElementsAre("the file says \"_total_experiments\": 2, but 3 runs are planned",
                          "entry 1 says \"expected_runs\": 1, but 2 runs are planned"));
}

TEST(ExpectedRuns, AreNoNoteWhereThePlanHasThemOrNothingIsSaid) {
  EXPECT_THAT(notes_of(R"("total_experiments": 3, )", R"("total_experiments": 2, )"), IsEmpty());
  EXPECT_THAT(notes_of(R"("expected_experiments": "a dozen", "estimated_time": 7, )", ""),
              IsEmpty());
}

}  // namespace
}  // namespace mutation
