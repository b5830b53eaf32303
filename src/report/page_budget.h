// How much of each run a report can have, so that the file stays small however many runs there are:
// more runs, fewer points of each; and where even the least of all is too much, no page of some.
// Pure.
#pragma once

#include <cstddef>

#include "report/run_page.h"

namespace mutation {

class PageBudget {
 public:
  // `bytes`: for the pages of all `runs`, as they stand in the file. `wanted` of these have their
  // pages first where there is no room for all.
  PageBudget(std::size_t runs, std::size_t wanted, std::size_t bytes, bool logs);

  // So many pages stand in a block: one can be opened without unpacking all, and many are packed
  // better together.
  std::size_t pages_in_block() const { return runs_ <= kAlone ? 1 : kTogether; }
  // Of the next pages, by what those before have taken.
  PageDetail detail() const;
  // Whether the next run can have a page, `held` pages of the block being begun. Tells of each run
  // once, in the order in which they are read.
  bool takes(bool wanted, std::size_t held);
  // A block took so much.
  void spent(std::size_t pages, std::size_t bytes);

 private:
  static constexpr std::size_t kAlone = 50;
  static constexpr std::size_t kTogether = 25;

  std::size_t runs_;
  std::size_t left_runs_;    // whose pages are not written
  std::size_t left_wanted_;  // that have not been asked for
  double left_bytes_;
  double most_share_;
  double share_;       // of the most detail, 0..1
  double least_page_;  // bytes
  bool logs_;
};

}  // namespace mutation
