// The fake NVML library under a script and a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "measure/nvml_source.h"
#include "unit/measure/tree.h"

namespace mutation {

// One at a time: the script goes by the environment. Its root has a /proc of the first PID
// namespace that knows the pids 4711 and 4712.
class FakeNvml {
 public:
  explicit FakeNvml(const std::string& script) {
    tree_.write("/clock", "0");
    tree_.write("/script", "clock " + tree_.path("/clock") + "\n" + script);
    tree_.link("/proc/self/ns/pid", "pid:[4026531836]");
    tree_.write("/proc/4711/stat", "");
    tree_.write("/proc/4712/stat", "");
    setenv("FAKE_NVML_SCRIPT", tree_.path("/script").c_str(), 1);
  }
  ~FakeNvml() { unsetenv("FAKE_NVML_SCRIPT"); }

  const FileTree& tree() const { return tree_; }
  void set_time(const std::string& seconds) const { tree_.write("/clock", seconds); }
  Result<std::unique_ptr<PowerSource>> open(const std::string& library = FAKE_NVML) const {
    return NvmlSource::open(library, tree_.root());
  }

 private:
  FileTree tree_;
};

}  // namespace mutation
