// Sets of array task ids as Slurm writes them ("0-3,7,9-11"), and which arrays hold a set of
// blocks. Task ids stay below MaxArraySize, so that of block 2503 where that is 1001 the offset is
// 2002 (a multiple of it) and the task id 501. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mutation {

using JobId = std::uint32_t;  // Slurm's; never 0

// "0-3,7,9-11"; "" for none. REQUIRES: ascending, without repetition.
std::string to_ranges(std::span<const std::uint32_t> ids);

// Ascending, without repetition. Takes steps ("0-10:2"), a limit behind "%", and brackets around
// all of it, as squeue and sacct write them. Errors: not such a text; one that was cut short
// ("1,3,…", see SLURM_BITSTR_LEN in squeue(1)); more ids than Slurm allows (4,000,001).
Result<std::vector<std::uint32_t>> read_ranges(std::string_view text);

// What an array may be. [slurm.conf(5), MaxArraySize, max_array_tasks]
struct ArrayLimits {
  std::uint32_t max_array_size = 1001;
  std::optional<std::uint32_t> max_tasks;
  // Letters of the ids' text: sbatch is refused for an array option of more than 4096 letters ("…
  // other parameter too long"; measured with 22.05), of which a "%" and a number take 11.
  size_t max_text = 4085;
};

// One array to be submitted: its task t does block offset + t.
struct BlockArray {
  std::uint32_t offset = 0;
  std::vector<std::uint32_t> tasks;  // ascending
  std::string ranges;                // the same as text
};

// In order, each as full as the limits allow. REQUIRES: blocks ascending, without repetition.
// Errors: Slurm allows no arrays here.
Result<std::vector<BlockArray>> arrays_of(std::span<const std::uint32_t> blocks,
                                          const ArrayLimits& limits);

// The ids as texts of at most `max_text` letters each.
std::vector<std::string> split_ranges(std::span<const std::uint32_t> ids, size_t max_text);

}  // namespace mutation
