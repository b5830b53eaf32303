// That a run was not disturbed is said only where somebody looked: in the table and on its page.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/overview.h"
#include "report/run_page.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

// An undisturbed run of a session with these channels and absences: the columns and the page.
std::string disturbances_of(const std::vector<Channel>& channels,
                            const std::vector<Absence>& absences, bool own = true) {
  const TemporaryFolder results;
  Plan plan = sample_plan();
  for (PlannedRun& planned : plan.runs) planned.devices.clear();
  const auto store =
      SessionStore::create(results.path(), plan, sample_catalogue(), {"{}", "{}"}, at(0));
  SessionInfo info = sample_session();
  info.instrumentation.channels = channels;
  info.instrumentation.absences = absences;
  info.own_devices = own ? std::vector<int>{0} : std::vector<int>{};
  EXPECT_TRUE(store.ok() && (*store)->begin_session(info, plan).ok());
  const PlannedRun& planned = plan.runs.front();
  RunRecord run = sample_record(planned, "0199-u", 10);
  run.attempts.back().strangers.clear();
  run.attempts.back().throttling.clear();
  EXPECT_TRUE((*store)->begin_run("0199-u", planned, at(10)).ok());
  EXPECT_TRUE((*store)->begin_attempt("0199-u", 1, at(10)).ok());
  EXPECT_TRUE((*store)->end_attempt("0199-u", run.attempts.back()).ok());
  EXPECT_TRUE((*store)->end_run(run).ok());
  const auto overview = overview_json({(*store)->directory()}, {});
  EXPECT_TRUE(overview.ok());
  const Json runs = Json::parse(overview ? *overview : "{}")["runs"];
  const auto text = run_page_json((*store)->directory(), "0199-u");
  EXPECT_TRUE(text.ok());
  const Json page = Json::parse(text ? *text : "{}");
  return runs["strangers"].dump() + page["strangers"].dump() + " " + runs["throttled"].dump() +
         page["throttling"].dump();
}

TEST(Disturbances, AreNoneOnlyWhereSomebodyLooked) {
  const Channel power{0, Quantity::power, "nvmlDeviceGetPowerUsage", Rate::fast};
  const Channel reasons{0, Quantity::throttle_reasons, "nvmlDeviceGetCurrentClocksEventReasons",
                        Rate::slow};
  const Channel hwmon{0, Quantity::power, "/sys/class/hwmon/hwmon3/power1_average", Rate::fast};
  EXPECT_EQ(disturbances_of({power, reasons}, {}), "[0][] [0][]");
  EXPECT_EQ(disturbances_of({power}, {}), "[0][] [null]null");
  EXPECT_EQ(disturbances_of({hwmon}, {}), "[null]null [null]null");
  EXPECT_EQ(
      disturbances_of({power, reasons}, {{"compute processes of SIM-0", "not supported", ""}}),
      "[null]null [0][]");
  EXPECT_EQ(disturbances_of({power, reasons}, {}, false), "[null]null [null]null");
}

}  // namespace
}  // namespace mutation
