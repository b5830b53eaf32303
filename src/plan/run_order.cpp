// Fisher and Yates over all runs, or within blocks.
#include "plan/run_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "plan/python_random.h"

namespace mutation {
namespace {

// So that the order's generator is another one than the draws' ("order" in ASCII).
constexpr std::uint64_t kOrderStream = 0x6F72646572;

void shuffle(std::span<RunSlot> runs, PythonRandom& random) {
  for (std::size_t at = runs.size(); at-- > 1;) {
    const auto other = random.randint(0, static_cast<std::int64_t>(at));
    std::swap(runs[at], runs[static_cast<std::size_t>(other)]);
  }
}

// A configuration's first run belongs to block 1, its second to block 2, and so on.
std::vector<std::size_t> set_blocks(std::vector<RunSlot>& runs) {
  std::vector<int> occurrences;
  std::vector<std::size_t> sizes;  // by block, from the first
  for (RunSlot& run : runs) {
    const auto number = static_cast<std::size_t>(run.number);
    if (occurrences.size() <= number) occurrences.resize(number + 1, 0);
    run.block = ++occurrences[number];
    if (sizes.size() < static_cast<std::size_t>(run.block)) sizes.push_back(0);
    ++sizes[static_cast<std::size_t>(run.block) - 1];
  }
  return sizes;
}

std::string interleave(std::vector<RunSlot>& runs, PythonRandom& random) {
  const std::vector<std::size_t> sizes = set_blocks(runs);
  std::ranges::stable_sort(runs, {}, &RunSlot::block);
  std::size_t begin = 0;
  for (const std::size_t size : sizes) {
    shuffle(std::span(runs).subspan(begin, size), random);
    begin += size;
  }
  if (sizes.size() == 1)
    return "every configuration occurs once, so that interleaving makes one block; \"repeat\" "
           "gives "
           "more";
  const auto short_blocks =
      std::ranges::count_if(sizes, [&](std::size_t size) { return size != sizes.front(); });
  return short_blocks == 0 ? ""
                           : fmt::format(
                                 "configurations have different numbers of runs: {} of the "
                                 "{} blocks hold not all of them",
                                 short_blocks, sizes.size());
}

}  // namespace

std::string arrange(Order order, std::uint64_t seed, std::vector<RunSlot>& runs) {
  if (order == Order::as_written || runs.empty()) return "";
  PythonRandom random(seed ^ kOrderStream);
  if (order == Order::interleaved) return interleave(runs, random);
  shuffle(runs, random);
  return "";
}

}  // namespace mutation
