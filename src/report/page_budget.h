// How much of each run a report can have, so that the file stays small however many runs there are:
// more runs, fewer points of each. Pure.
#pragma once

#include <cstddef>

#include "report/run_page.h"

namespace mutation {

class PageBudget {
 public:
  // `bytes`: for the pages of all `runs`, as they stand in the file.
  PageBudget(std::size_t runs, std::size_t bytes, bool logs);

  // So many pages stand in a block: one can be opened without unpacking all, and many are packed
  // better together.
  std::size_t pages_in_block() const { return runs_ <= kAlone ? 1 : kTogether; }
  // Of the next pages, by what those before have taken.
  PageDetail detail() const;
  // A block took so much.
  void spent(std::size_t pages, std::size_t bytes);

 private:
  static constexpr std::size_t kAlone = 50;
  static constexpr std::size_t kTogether = 25;

  std::size_t runs_;
  std::size_t left_runs_;
  double left_bytes_;
  double share_;  // of the most detail, 0..1
  bool logs_;
};

}  // namespace mutation
