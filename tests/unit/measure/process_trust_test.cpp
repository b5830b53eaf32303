// Whether a driver's pids can mean anything here, from a made-up /proc.
#include "measure/process_trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "unit/measure/tree.h"

namespace mutation {
namespace {

using testing::HasSubstr;

const std::vector<pid_t> kNone;

TEST(ProcessTrust, StandsOnTheFirstPidNamespace) {
  FileTree tree;
  tree.link("/proc/self/ns/pid", "pid:[4026531836]");
  tree.write("/proc/self/status", "Name:\tx\nNSpid:\t77\n");
  EXPECT_EQ(why_processes_untrusted(tree.root(), kNone), "");
}

TEST(ProcessTrust, EndsInAContainer) {
  FileTree tree;
  tree.link("/proc/self/ns/pid", "pid:[4026532281]");
  EXPECT_THAT(why_processes_untrusted(tree.root(), kNone), HasSubstr("container"));
}

TEST(ProcessTrust, EndsWhereProcBelongsToAnotherNamespace) {
  FileTree tree;
  tree.link("/proc/self/ns/pid", "pid:[4026531836]");
  tree.write("/proc/self/status", "NSpid:\t77\t3\n");
  EXPECT_THAT(why_processes_untrusted(tree.root(), kNone), HasSubstr("another PID namespace"));
}

TEST(ProcessTrust, EndsWithAListedPidThatProcDoesNotKnow) {
  FileTree tree;
  tree.link("/proc/self/ns/pid", "pid:[4026531836]");
  tree.write("/proc/40/stat", "");
  EXPECT_EQ(why_processes_untrusted(tree.root(), std::vector<pid_t>{40}), "");
  EXPECT_THAT(why_processes_untrusted(tree.root(), std::vector<pid_t>{40, 41}),
              HasSubstr("lists pid 41"));
}

}  // namespace
}  // namespace mutation
