// Calibrations of the sessions beside those that are shown, read anew when one has changed.
#include "app/other_calibrations.h"

#include <gtest/gtest.h>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

PlannedRun calibration(int index) {
  PlannedRun planned = sequential_run();
  planned.index = index;
  planned.experiment_id = "control_" + std::to_string(index);
  planned.role = Role::calibration;
  return planned;
}

TEST(OtherCalibrations, AreThoseOfTheSessionsBesideAndOfWhatIsAddedToThem) {
  const TemporaryFolder results;
  Options options;
  options.places.results = results.path() + "/";
  OtherCalibrations others(options);
  EXPECT_TRUE(others.besides({}).empty());
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "0199-a", 10);
  record_run(*store, calibration(11), "0199-x", 100);
  EXPECT_EQ(others.besides({}).size(), 1u);
  EXPECT_TRUE(others.besides({store->directory()}).empty());
  record_run(*store, calibration(12), "0199-y", 120);
  EXPECT_EQ(others.besides({"/elsewhere"}).size(), 2u);
}

TEST(OtherCalibrations, OfNoResultsFolderAreNone) {
  Options options;
  options.places.results = "/nowhere";
  EXPECT_TRUE(OtherCalibrations(options).besides({}).empty());
}

}  // namespace
}  // namespace mutation
