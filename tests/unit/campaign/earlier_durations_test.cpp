#include "campaign/earlier_durations.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PlannedRun planned(const std::string& model, Role role = Role::measured) {
  PlannedRun run;
  run.role = role;
  run.foreground.repo = "resnet";
  run.foreground.model = model;
  return run;
}

StoredRun stored(const PlannedRun& planned, double seconds, Outcome outcome = Outcome::succeeded,
                 RunState state = RunState::ended) {
  AttemptRecord attempt;
  attempt.outcome = outcome;
  attempt.duration = Seconds(seconds);
  attempt.training_start.boot = BootTime(std::chrono::seconds(100));
  StoredRun run;
  run.state = state;
  run.planned = planned;
  run.start = run.end = Instant{};
  run.outcome = outcome;
  run.attempts = {{.record = attempt}};
  return run;
}

TEST(EarlierDurations, OfASessionThatGoesOnAreThoseOfItsEndedRuns) {
  const EarlierDurations earlier(
      {stored(planned("resnet20"), 60), stored(planned("resnet56"), 150),
       stored(planned("resnet20"), 61, Outcome::suspect),
       stored(planned("resnet20"), 3, Outcome::failed),
       stored(planned("resnet20"), 4, Outcome::interrupted, RunState::waiting),
       stored(planned("resnet20", Role::warm_up), 30)});
  EXPECT_THAT(earlier.before(planned("resnet20")), ElementsAre(Seconds(60), Seconds(61)));
  EXPECT_THAT(earlier.before(planned("resnet56")), ElementsAre(Seconds(150)));
  EXPECT_THAT(earlier.before(planned("resnet110")), IsEmpty());
  EXPECT_THAT(earlier.before(planned("resnet20", Role::warm_up)), IsEmpty());
}

TEST(EarlierDurations, GrowWithTheRunsOfThisProgram) {
  EarlierDurations earlier({stored(planned("resnet20"), 60)});
  earlier.note(run_record_of(stored(planned("resnet20"), 62)));
  EXPECT_THAT(earlier.before(planned("resnet20")), ElementsAre(Seconds(60), Seconds(62)));
}

}  // namespace
}  // namespace mutation
