#include "slurm/array_ids.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

constexpr std::uint32_t kMostIds = 4'000'001;  // MaxArraySize may not be more. [slurm.conf(5)]

// The longest piece of a text: "4000000-4000000,".
constexpr size_t kLongestPiece = 16;

// How many of the ids from the first on follow one another: 3 for {4, 5, 6, 9}.
size_t run_length(std::span<const std::uint32_t> ids) {
  size_t length = 1;
  while (length < ids.size() && ids[length] == ids[0] + length) ++length;
  return length;
}

std::string piece_of(std::span<const std::uint32_t> ids, size_t length) {
  if (length == 1) return std::to_string(ids[0]);
  return fmt::format("{}-{}", ids[0], ids[length - 1]);
}

struct IdRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t step = 1;
};

// "7", "0-3", "0-10:2".
std::optional<IdRange> read_range(std::string_view text) {
  const size_t colon = text.find(':');
  std::optional<std::uint32_t> step = 1;
  if (colon != std::string_view::npos) step = slurm_number(text.substr(colon + 1));
  text = text.substr(0, colon);
  const size_t dash = text.find('-');
  const auto first = slurm_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : slurm_number(text.substr(dash + 1));
  if (!step || *step == 0 || *step > kMostIds || !first || !last || *last < *first ||
      *last >= kMostIds)
    return {};
  return IdRange{*first, *last, *step};
}

Error not_ids(std::string_view text, std::string_view why) {
  return {fmt::format("read \"{}\" as array task ids: {}", text.substr(0, 200), why), {}};
}

}  // namespace

std::string to_ranges(std::span<const std::uint32_t> ids) {
  const std::vector<std::string> all = split_ranges(ids, std::string::npos);
  return all.empty() ? "" : all.front();
}

std::vector<std::string> split_ranges(std::span<const std::uint32_t> ids, size_t max_text) {
  MUTATION_CHECK(max_text >= kLongestPiece);
  std::vector<std::string> texts;
  for (size_t at = 0; at < ids.size();) {
    MUTATION_CHECK(at == 0 || ids[at] > ids[at - 1]);
    const size_t length = run_length(ids.subspan(at));
    const std::string piece = piece_of(ids.subspan(at), length);
    if (texts.empty() || texts.back().size() + 1 + piece.size() > max_text) {
      texts.push_back(piece);
    } else {
      texts.back() += ',' + piece;
    }
    at += length;
  }
  return texts;
}

Result<std::vector<std::uint32_t>> read_ranges(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  rest = rest.substr(0, rest.find('%'));
  if (rest.ends_with("...")) return not_ids(text, "it was cut short");
  std::vector<std::uint32_t> ids;
  for (size_t at = 0; at <= rest.size();) {
    const size_t end = std::min(rest.find(',', at), rest.size());
    const std::optional<IdRange> range = read_range(rest.substr(at, end - at));
    if (!range) return not_ids(text, "they are numbers and ranges like \"0-3,7\"");
    if (ids.size() + (range->last - range->first) / range->step >= kMostIds) {
      return not_ids(text, "more than an array may have");
    }
    for (std::uint32_t id = range->first; id <= range->last; id += range->step) ids.push_back(id);
    at = end + 1;
  }
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return ids;
}

Result<std::vector<BlockArray>> arrays_of(std::span<const std::uint32_t> blocks,
                                          const ArrayLimits& limits) {
  if (limits.max_array_size == 0 || limits.max_tasks == 0u) {
    return Error{
        "divide the blocks into job arrays: Slurm allows no arrays here "
        "(MaxArraySize or max_array_tasks is 0)",
        "ask who runs the cluster to allow them"};
  }
  const std::uint32_t most = limits.max_tasks.value_or(kMostIds);
  std::vector<BlockArray> arrays;
  for (size_t at = 0; at < blocks.size();) {
    const std::uint32_t offset = blocks[at] - blocks[at] % limits.max_array_size;
    std::vector<std::uint32_t> tasks;
    while (at < blocks.size() && blocks[at] - offset < limits.max_array_size &&
           tasks.size() < most) {
      tasks.push_back(blocks[at++] - offset);
    }
    // What is too long as text goes into arrays of the same offset.
    for (const std::string& ranges : split_ranges(tasks, limits.max_text)) {
      arrays.push_back({.offset = offset, .tasks = *read_ranges(ranges), .ranges = ranges});
    }
  }
  return arrays;
}

}  // namespace mutation
