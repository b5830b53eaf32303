// What the tests of trees share: a folder, a run id that no other process has, waiting for reports.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "keeper/tree.h"

namespace mutation {

// Looks again and again until it holds, for 20 s at most; whether it did.
bool eventually(const std::function<bool()>& holds, Seconds limit = Seconds(20));

// Living processes with this MUTATION_RUN_ID in their environment.
std::vector<pid_t> processes_of(const std::string& run_id);

// Whether this process has a child, living or zombie.
bool has_children();

int open_descriptors();

// "" when the machine allows it, else why not.
std::string why_not(TreeMethod method);

// For INSTANTIATE_TEST_SUITE_P: "cgroup", "pid_namespace", "sweep".
std::string name_of(const testing::TestParamInfo<TreeMethod>& info);

class TreeTest : public testing::TestWithParam<TreeMethod> {
 protected:
  void SetUp() override;
  void TearDown() override;

  // A tree of tests/helpers/child with these words.
  TreeSpec spec_of(const std::vector<std::string>& words) const;
  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  std::string log() const;
  bool log_says(const std::string& text) const;
  std::vector<pid_t> processes() const { return processes_of(run_id_); }

  std::unique_ptr<Tree> launched(const TreeSpec& spec);

  // Takes reports until one of the type has come; all of them go to reports_.
  template <typename Report>
  Report wait_for(Tree* tree) {
    Report found{};
    const bool came = eventually_reported(tree, [&](const TreeReport& report) {
      const auto* wanted = std::get_if<Report>(&report);
      if (wanted) found = *wanted;
      return wanted != nullptr;
    });
    EXPECT_TRUE(came) << "the report has not come";
    return found;
  }
  // stop() and the record of it.
  StopRecord stopped(Tree* tree);
  // Launch, end of the training, stop.
  TrainingEnded lived(const std::vector<std::string>& words);

  std::vector<TreeReport> reports_;
  std::string directory_;
  std::string run_id_;

 private:
  bool eventually_reported(Tree* tree, const std::function<bool(const TreeReport&)>& wanted);
  size_t looked_at_ = 0;
};

}  // namespace mutation
