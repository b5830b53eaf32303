// Stored JSON that is not what the writers make: an error, never a value that others trip over.
#include "record/from_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "record/json_of.h"
#include "record/plan_json.h"
#include "unit/record/samples.h"

namespace mutation {
namespace {

using testing::HasSubstr;

// The text with the first occurrence of `what` replaced.
std::string with(std::string text, const std::string& what, const std::string& instead) {
  const size_t place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  return text.replace(place, what.size(), instead);
}

std::string session_error(const std::string& text) {
  const auto info = session_info_of(text, "the session");
  return info ? "no error" : info.error().message;
}

TEST(FromJson, RefusesNumbersThatDoNotFit) {
  const std::string run = to_line(json_of(sequential_run()));
  ASSERT_TRUE(planned_run_of(run, "the run").ok());
  for (const char* index : {"99999999999", "1.5", "true", "\"1\""}) {
    const auto read =
        planned_run_of(with(run, "\"index\":1", "\"index\":" + std::string(index)), "the run");
    ASSERT_FALSE(read.ok()) << index;
    EXPECT_EQ(read.error().message, "read the run: no whole number that fits in field index");
  }
}

TEST(FromJson, RefusesTimesThatNoClockShows) {
  const std::string session = to_line(json_of(sample_session()));
  EXPECT_EQ(session_error(session), "no error");
  EXPECT_EQ(session_error(with(session, "\"start_monotonic_seconds\":1000.0",
                               "\"start_monotonic_seconds\":1e300")),
            "read the session: no time of a clock in field start_monotonic_seconds");
  EXPECT_EQ(session_error(with(session, "\"start\":\"2025", "\"start\":\"9025")),
            "read the session: no time in field start");
}

TEST(FromJson, RefusesDevicesThatThereAreNot) {
  const std::string session = to_line(json_of(sample_session()));
  EXPECT_EQ(session_error(with(session, "\"own_devices\":[0]", "\"own_devices\":[7]")),
            "read the session: there is no device 7");
  EXPECT_EQ(
      session_error(with(session, "\"channels\":[{\"device\":0", "\"channels\":[{\"device\":-1")),
      "read the session: there is no device -1");
}

TEST(FromJson, ReadsPartsOfAnUncertaintyUnderBothOfTheirNames) {
  const std::string attempt = to_line(json_of(sample_attempt(sequential_run(), 0)));
  const std::string written = "{\"name\":\"edges\",\"joules\":3.0}";
  for (const std::string& part : {written, std::string("{\"part\":\"edges\",\"joules\":3.0}")}) {
    const auto read = attempt_of(with(attempt, written, part), "the attempt");
    ASSERT_TRUE(read.ok()) << to_text(read.error());
    EXPECT_EQ(read->phases.at(0).energy.at(0).figure.uncertainty_parts.at(0).name, "edges");
  }
}

TEST(FromJson, APlannedRunKeepsUntilWhenItIsRepeated) {
  PlannedRun run = sequential_run();
  EXPECT_FALSE(planned_run_of(to_line(json_of(run)), "the run")->repeat_until);
  run.repeat_until = RepeatUntil{0.02, 3, 9, "metric:accuracy"};
  const auto read = planned_run_of(to_line(json_of(run)), "the run");
  ASSERT_TRUE(read.ok() && read->repeat_until);
  EXPECT_DOUBLE_EQ(read->repeat_until->relative_ci, 0.02);
  EXPECT_EQ(read->repeat_until->min, 3);
  EXPECT_EQ(read->repeat_until->max, 9);
  EXPECT_EQ(read->repeat_until->of, "metric:accuracy");
}

TEST(FromJson, RefusesANewerPlan) {
  const auto plan = plan_from_json(
      with(plan_json(sample_plan()), "\"schema_version\": 1", "\"schema_version\": 99"));
  ASSERT_FALSE(plan.ok());
  EXPECT_THAT(plan.error().message, HasSubstr("schema version 99 is of a newer program"));
}

}  // namespace
}  // namespace mutation
