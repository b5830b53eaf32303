// Which values were measured, of how many.
#include "export/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "export/possible_values.h"
#include "lab_catalogue.h"
#include "runs.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Hyperparameters epochs(std::int64_t value) {
  return {{"epochs", value}};
}

std::vector<ModelCoverage> covered(const std::vector<RecordedRun>& runs, int wanted = 5,
                                   const std::vector<std::string>& models = {"lab/small"}) {
  std::vector<const RecordedRun*> pointers;
  for (const RecordedRun& run : runs) pointers.push_back(&run);
  return coverage_of(pointers, lab_catalogue(), {.wanted = wanted, .models = models});
}

const ParameterCoverage& named(const ModelCoverage& model, const std::string& name) {
  for (const ParameterCoverage& parameter : model.parameters) {
    if (parameter.name == name) return parameter;
  }
  ADD_FAILURE() << "no " << name;
  return model.parameters.front();
}

TEST(Coverage, CountsDistinctValuesOtherThanTheDefault) {
  RecordedRun as_real = made_up_run("c", {{"epochs", 12.0}});
  const auto coverage =
      covered({made_up_run("a", epochs(12)), made_up_run("b", epochs(13)), as_real,
               made_up_run("d", epochs(10)), parallel_run("e", epochs(14)),
               made_up_run("f", {{"learning_rate", 0.0123456}}),
               made_up_run("g", {{"learning_rate", 0.01234561}})});
  ASSERT_EQ(coverage.size(), 2u);
  EXPECT_EQ(named(coverage[0], "epochs").values, 2);
  EXPECT_THAT(named(coverage[0], "epochs").measured, ElementsAre("12", "13"));
  EXPECT_EQ(named(coverage[0], "learning_rate").values, 1);
  EXPECT_EQ(named(coverage[1], "epochs").values, 1);
  EXPECT_EQ(coverage[0].default_runs, 1);
  EXPECT_EQ(lacking(named(coverage[0], "epochs")), 3);
}

TEST(Coverage, AsksForEnergyAndForAMetric) {
  std::vector<RecordedRun> runs = {made_up_run("a", epochs(6)), made_up_run("b", epochs(7)),
                                   made_up_run("c", epochs(8))};
  runs[0].energy = {};
  runs[0].reported = {};
  runs[1].metrics.clear();
  const auto coverage = covered(runs);
  const ParameterCoverage& parameter = named(coverage[0], "epochs");
  EXPECT_EQ(parameter.with_energy, 2);
  EXPECT_EQ(parameter.with_metric, 2);
  EXPECT_EQ(parameter.values, 1);
  EXPECT_EQ(coverage[0].complete_runs, 1);
}

TEST(Coverage, KeepsSuspectAndFailedRunsApart) {
  std::vector<RecordedRun> runs = {made_up_run("a", epochs(6)), made_up_run("b", epochs(6)),
                                   made_up_run("c", epochs(7)), made_up_run("d", epochs(8)),
                                   made_up_run("e", epochs(9))};
  runs[1].outcome = Outcome::suspect;
  runs[2].outcome = Outcome::suspect;
  runs[1].reasons = runs[2].reasons = {{"stranger", "x"}};
  runs[3].outcome = Outcome::failed;
  runs[3].error_message = "RuntimeError: it broke";
  runs[4].outcome.reset();
  runs[4].success.reset();
  runs[4].error_message.clear();
  const auto coverage = covered(runs);
  EXPECT_EQ(named(coverage[0], "epochs").values, 1);
  EXPECT_EQ(named(coverage[0], "epochs").suspect, 1);
  EXPECT_EQ(coverage[0].suspect, 2);
  EXPECT_EQ(coverage[0].failed, 1);
  EXPECT_EQ(coverage[0].unknown, 1);
  std::vector<std::string> reasons;
  for (const ReasonCount& count : coverage[0].reasons)
    reasons.push_back(count.reason + " " + std::to_string(count.runs));
  EXPECT_THAT(reasons,
              ElementsAre("stranger 2", "RuntimeError: it broke 1", "no reason recorded 1"));
}

TEST(Coverage, CutsLongMessagesBetweenCharacters) {
  RecordedRun run = made_up_run("a");
  run.outcome = Outcome::failed;
  run.error_message = std::string(79, 'x') + "错误";
  EXPECT_EQ(covered({run})[0].reasons[0].reason, std::string(79, 'x'));
  run.error_message = std::string(77, 'x') + "错误";
  EXPECT_EQ(covered({run})[0].reasons[0].reason, std::string(77, 'x') + "错");
}

TEST(Coverage, TellsValuesThatWereChangedAlone) {
  const auto coverage =
      covered({made_up_run("a", {{"epochs", std::int64_t{6}}, {"kfold", std::int64_t{3}}}),
               made_up_run("b", epochs(7))});
  EXPECT_EQ(named(coverage[0], "epochs").values, 2);
  EXPECT_EQ(named(coverage[0], "epochs").alone, 1);
  EXPECT_EQ(named(coverage[0], "kfold").alone, 0);
}

TEST(Coverage, TakesWhatDiffersFromTheDefaultsWhereNobodySaysWhatWasMutated) {
  RecordedRun run = made_up_run("a", {{"epochs", std::int64_t{10}}, {"kfold", std::int64_t{3}}});
  run.mutated.clear();
  const auto coverage = covered({run});
  EXPECT_EQ(named(coverage[0], "epochs").values, 0);
  EXPECT_EQ(named(coverage[0], "kfold").values, 1);
}

TEST(Coverage, WantsNoMoreThanThereIs) {
  const auto coverage = covered({}, 12);
  EXPECT_EQ(named(coverage[0], "kfold").possible, 3u);
  EXPECT_EQ(named(coverage[0], "kfold").wanted, 3);
  EXPECT_EQ(named(coverage[0], "epochs").wanted, 10);
  EXPECT_EQ(named(coverage[0], "learning_rate").possible, std::nullopt);
  EXPECT_EQ(named(coverage[0], "learning_rate").wanted, 12);
  EXPECT_EQ(named(coverage[0], "note").wanted, 0);
  const Completeness completeness = completeness_of(coverage);
  EXPECT_EQ(completeness.complete, 0);
  EXPECT_EQ(completeness.of, 6);
}

TEST(Coverage, HasRowsForWhatOnlyRecordsHave) {
  RecordedRun run = made_up_run("a", {{"depth", std::int64_t{4}}});
  run.model = "gone";
  const auto coverage = covered({run}, 5, {});
  ASSERT_EQ(coverage.size(), 5u);
  EXPECT_FALSE(coverage[4].in_catalogue);
  EXPECT_EQ(named(coverage[4], "depth").values, 1);
  EXPECT_EQ(named(coverage[4], "depth").wanted, 0);
  EXPECT_EQ(coverage_json(coverage, 5)["models"][4]["hyperparameters"][0]["possible"], nullptr);
}

TEST(PossibleValues, OfWholeNumbersChoicesAndFloats) {
  const auto spec = [](const char* name) {
    return *find_hyperparameter(lab_catalogue().repos[0], name);
  };
  EXPECT_EQ(possible_values(spec("epochs")), 10u);
  EXPECT_EQ(possible_values(spec("note")), 0u);
  EXPECT_THAT(list_of_values(spec("kfold"), 8),
              ElementsAre(Value(std::int64_t{2}), Value(std::int64_t{3}), Value(std::int64_t{5})));
  EXPECT_THAT(list_of_values(spec("epochs"), 8), IsEmpty());
  HyperparameterSpec choice{.name = "optimizer", .default_value = Value(std::string("sgd"))};
  choice.choices = {Value(std::string("sgd")), Value(std::string("adam"))};
  EXPECT_EQ(possible_values(choice), 1u);
}

}  // namespace
}  // namespace mutation
