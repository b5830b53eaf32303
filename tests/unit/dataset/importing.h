// What the tests of importing share: a session of the Python tool, and an empty results folder.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dataset/import_runs.h"
#include "unit/dataset/material.h"
#include "unit/record/samples.h"

namespace mutation {

class ImportingTest : public testing::Test {
 protected:
  ImportingTest() { put_session(session_); }

  ImportSummary import_from(const std::vector<std::string>& paths,
                            ImportMode mode = ImportMode::write) {
    return import_runs(paths, results_, nullptr, mode, at(0));
  }

  TemporaryFolder folder_;
  const std::string session_ = folder_ / "old/run_20231115_060000";
  const std::string results_ = folder_ / "results";
};

}  // namespace mutation
