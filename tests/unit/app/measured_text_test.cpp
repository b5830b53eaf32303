// What `mutation measure` tells people, and what it leaves to the JSON.
#include "app/measured_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MeasurementText, TellsOnlyOfAbsencesThatConcernItsFigures) {
  Measurement measurement;
  measurement.command = {"true"};
  measurement.runs.resize(1);
  measurement.absences = {{"GPU power of GPU-0", "no sensor", ""},
                          {"GPU power limit of GPU-0", "not supported", ""},
                          {"GPU ecc errors of GPU-0", "not supported", ""},
                          {"utilisation by each process of GPU-0", "not supported", ""},
                          {"compute processes of GPU-0", "no such function", ""},
                          {"CPU energy (RAPL)", "denied", "run with sudo"}};
  const std::string text = measurement_text(measurement);
  EXPECT_THAT(text, HasSubstr("Not measured: GPU power of GPU-0: no sensor\n"));
  EXPECT_THAT(text, HasSubstr("Not measured: compute processes of GPU-0: no such function\n"));
  EXPECT_THAT(text, HasSubstr("Not measured: CPU energy (RAPL): denied (run with sudo)\n"));
  EXPECT_THAT(text, Not(HasSubstr("power limit")));
  EXPECT_THAT(text, Not(HasSubstr("ecc errors")));
  EXPECT_THAT(text, Not(HasSubstr("utilisation by each process")));
}

TEST(MeasurementText, OfACommandThatWasNotStartedSaysSoAndNoDuration) {
  Measurement measurement;
  measurement.command = {"nosuchcmd"};
  measurement.runs.resize(1);
  measurement.runs[0].start_error = "nosuchcmd: not found";
  EXPECT_THAT(measurement_text(measurement), HasSubstr("not started: nosuchcmd: not found\n"));
  EXPECT_THAT(measurement_text(measurement), Not(HasSubstr("duration")));
  measurement.runs.push_back(
      {.start = {.boot = BootTime(std::chrono::seconds(7))}, .duration = Seconds(2)});
  const std::string text = measurement_text(measurement);
  EXPECT_THAT(text, HasSubstr("not measured   duration: the command was not started in every "
                              "run\n"));
  EXPECT_THAT(text, HasSubstr("  1             -  not started: nosuchcmd: not found\n"));
}

}  // namespace
}  // namespace mutation
