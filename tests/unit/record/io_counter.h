// Counts what this test program asks the kernel to sync and how many bytes it writes, by standing
// in for the C library's functions. Syncs can be left out, which makes long tests quick.
#pragma once

#include <cstdint>

namespace mutation {

struct IoCount {
  std::uint64_t syncs = 0;
  std::uint64_t bytes = 0;
};

// Since the program began.
IoCount io_count();

// While it lives, syncs are counted but not done.
class SyncsLeftOut {
 public:
  SyncsLeftOut();
  ~SyncsLeftOut();
};

}  // namespace mutation
