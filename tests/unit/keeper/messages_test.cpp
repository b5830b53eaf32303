#include "keeper/messages.h"

#include <gtest/gtest.h>

#include "keeper/wire.h"

namespace mutation {
namespace {

KeeperSpec some_spec() {
  return {.tree = {.name = "background",
                   .run_id = "run-1",
                   .argv = {"./train.sh", "--text", "two words", ""},
                   .directory = "/repos/a",
                   .environment = {{"A", "1"}, {"B", ""}},
                   .log_file = "/logs/run_{}.log",
                   .streams = TreeStreams{.input = 10, .output = 11, .errors = 12},
                   .loop = true,
                   .restart_delay = Seconds(0.25),
                   .quick_failures_allowed = 5,
                   .quick_failure = Seconds(7),
                   .grace = Seconds(3),
                   .kill_bound = Seconds(9),
                   .remove_on_death = "/scripts/background.sh",
                   .method = TreeMethod::sweep},
          .cgroup = {.directory = "/sys/fs/cgroup/a", .path = "/a"}};
}

TEST(Messages, ASpecificationComesOutAsItWentIn) {
  const auto spec = decoded_spec(encoded(some_spec()));
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->tree.name, "background");
  EXPECT_EQ(spec->tree.run_id, "run-1");
  EXPECT_EQ(spec->tree.argv, (std::vector<std::string>{"./train.sh", "--text", "two words", ""}));
  EXPECT_EQ(spec->tree.directory, "/repos/a");
  EXPECT_EQ(spec->tree.environment, (Environment{{"A", "1"}, {"B", ""}}));
  EXPECT_EQ(spec->tree.log_file, "/logs/run_{}.log");
  // By the numbers that they have in the keeper.
  ASSERT_TRUE(spec->tree.streams);
  EXPECT_EQ(spec->tree.streams->input, 6);
  EXPECT_EQ(spec->tree.streams->output, 7);
  EXPECT_EQ(spec->tree.streams->errors, 8);
  EXPECT_TRUE(spec->tree.loop);
  EXPECT_EQ(spec->tree.restart_delay, Seconds(0.25));
  EXPECT_EQ(spec->tree.quick_failures_allowed, 5);
  EXPECT_EQ(spec->tree.quick_failure, Seconds(7));
  EXPECT_EQ(spec->tree.grace, Seconds(3));
  EXPECT_EQ(spec->tree.kill_bound, Seconds(9));
  EXPECT_EQ(spec->tree.remove_on_death, "/scripts/background.sh");
  EXPECT_EQ(spec->tree.method, TreeMethod::sweep);
  EXPECT_EQ(spec->cgroup.directory, "/sys/fs/cgroup/a");
  EXPECT_EQ(spec->cgroup.path, "/a");
}

TEST(Messages, NothingShorterOrLongerIsTakenForASpecification) {
  const std::string bytes = encoded(some_spec());
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(decoded_spec(bytes.substr(0, length))) << length;
  }
  EXPECT_FALSE(decoded_spec(bytes + "x"));
}

TEST(Messages, LengthsThatPointBeyondTheEndAreNoLengths) {
  WireWriter out;
  out.number(std::uint32_t{0xffffffff});
  out.text("short");
  WireReader in(out.bytes());
  EXPECT_EQ(in.texts(), std::vector<std::string>({"short", ""}));
  EXPECT_FALSE(in.complete());
}

TEST(Messages, ReportsComeOutAsTheyWentIn) {
  const Instant at{.monotonic = MonotonicTime(std::chrono::nanoseconds(1)),
                   .boot = BootTime(std::chrono::nanoseconds(2)),
                   .utc = UtcTime(std::chrono::nanoseconds(3))};
  const auto started = std::get<TrainingStarted>(
      *decoded_report(encoded(TrainingStarted{.number = 4, .pid = 99, .at = at})));
  EXPECT_EQ(started.number, 4);
  EXPECT_EQ(started.pid, 99);
  EXPECT_EQ(started.at.monotonic, at.monotonic);
  EXPECT_EQ(started.at.boot, at.boot);
  EXPECT_EQ(started.at.utc, at.utc);
  const auto ended = std::get<TrainingEnded>(*decoded_report(encoded(TrainingEnded{
      .number = 4, .at = at, .status = {.code = {}, .signal = 9}, .out_of_memory = true})));
  EXPECT_EQ(ended.status.code, std::nullopt);
  EXPECT_EQ(ended.status.signal, 9);
  EXPECT_TRUE(ended.out_of_memory);
  EXPECT_EQ(std::get<LoopGaveUp>(*decoded_report(encoded(LoopGaveUp{.failures = 3}))).failures, 3);
  const auto emptied =
      std::get<TreeEmptied>(*decoded_report(encoded(TreeEmptied{{.tree = "foreground",
                                                                 .method = "cgroup.kill",
                                                                 .seen = 9,
                                                                 .terminated = 8,
                                                                 .killed = 7,
                                                                 .survivors = 6,
                                                                 .survivor_processes = {"7 (a)"},
                                                                 .took = Seconds(0.5)}})));
  EXPECT_EQ(emptied.record.tree, "foreground");
  EXPECT_EQ(emptied.record.method, "cgroup.kill");
  EXPECT_EQ(emptied.record.seen, 9);
  EXPECT_EQ(emptied.record.terminated, 8);
  EXPECT_EQ(emptied.record.killed, 7);
  EXPECT_EQ(emptied.record.survivors, 6);
  EXPECT_EQ(emptied.record.survivor_processes, std::vector<std::string>{"7 (a)"});
  EXPECT_EQ(emptied.record.took, Seconds(0.5));
}

TEST(Messages, LongErrorsAreCutToFitADatagram) {
  const std::string bytes = encoded(TrainingEnded{.start_error = std::string(1 << 20, 'x')});
  EXPECT_LE(bytes.size(), kLargestReport);
  EXPECT_EQ(std::get<TrainingEnded>(*decoded_report(bytes)).start_error, std::string(4096, 'x'));
  EXPECT_FALSE(decoded_report(""));
  EXPECT_FALSE(decoded_report("\xff"));
}

}  // namespace
}  // namespace mutation
