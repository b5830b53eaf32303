// libFuzzer target: any bytes as what Slurm's client commands say, the first letter says which:
// never a crash, and what was read is as its header promises. Its corpus is corpus/slurm/.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "slurm/array_ids.h"
#include "slurm/client_answer.h"
#include "slurm/cluster_facts.h"
#include "slurm/job_details.h"
#include "slurm/gres.h"
#include "slurm/job_states.h"

namespace mutation {
namespace {

const std::vector<SubmittedArray> kArrays = {{.job = 7, .offset = 0, .name = "ours"},
                                             {.job = 8, .offset = 1001, .name = "ours"}};

void check_states(const Result<std::vector<TaskState>>& states) {
  if (!states) {
    MUTATION_CHECK(!to_text(states.error()).empty());
    return;
  }
  MUTATION_CHECK(std::ranges::is_sorted(*states, {}, &TaskState::block));
  MUTATION_CHECK(merged_states(*states, {}).size() == states->size());
}

void check_ids(const Result<std::vector<std::uint32_t>>& ids) {
  if (!ids) {
    MUTATION_CHECK(!to_text(ids.error()).empty());
    return;
  }
  MUTATION_CHECK(*read_ranges(to_ranges(*ids)) == *ids);
}

void check_config(const Result<ClusterFacts>& facts) {
  MUTATION_CHECK(!facts || !facts->version.empty());
}

void read_as(char command, std::string_view text) {
  switch (command) {
    case 'q':
      return check_states(read_queue(text, kArrays));
    case 'a':
      return check_states(read_accounting(text, kArrays));
    case 'i':
      return check_ids(read_ranges(text));
    case 'c':
      return check_config(read_config(text));
    case 'j':
      return static_cast<void>(read_job(text, 7));
    case 'n':
      read_partitions("PartitionName=gpu State=UP", read_nodes(text));
      return;
    case 'p':
      read_partitions(text, {});
      return;
    case 's':
      read_submitted(std::string(text));
      return;
    case 'g':
      has_gres(gres_words(text), std::string(text));
      return;
    default:
      error_of("squeue", {.output = "", .errors = std::string(text)});
  }
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  mutation::read_as(text.front(), text.substr(1));
  return 0;
}
