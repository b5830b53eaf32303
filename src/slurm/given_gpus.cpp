// Which GPUs a task was given. Slurm has two ways to count them:
//
// - SLURM_STEP_GPUS, SLURM_JOB_GPUS: "not relative to any device cgroup" [sbatch(1)]: among all of
//   the node's GPUs, sorted by PCI address. [gres.conf(5), Links]
// - CUDA_VISIBLE_DEVICES, ROCR_VISIBLE_DEVICES, ZE_AFFINITY_MASK: the same, but from 0 among the
//   task's own where ConstrainDevices hides the others. [Slurm's
//   src/plugins/gres/common/gres_common.c, common_gres_set_env(): use_local_dev_index]
//
// So the latter always count the GPUs that the task sees, whether some are hidden or not, and are
// what counts. The former, where only they are set, count those that the task sees if none is
// hidden; if some are, it sees exactly its own: as many as the list has. Then they are all of them,
// and that is also right if nothing is hidden and it was given all.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "slurm/answer_text.h"
#include "slurm/task_environment.h"

namespace mutation {
namespace {

struct GpuList {
  std::string_view variable;
  std::string text;
  bool of_the_node = false;  // counts all of the node's GPUs
};

// The vendor's variable; one without vendor is simulated, and NVIDIA's stands for it.
std::string_view vendor_variable(std::string_view vendor) {
  if (vendor == "amd") return "ROCR_VISIBLE_DEVICES";
  if (vendor == "intel") return "ZE_AFFINITY_MASK";
  return "CUDA_VISIBLE_DEVICES";
}

std::optional<GpuList> find_list(const Variables& variables, std::string_view vendor) {
  const std::array<std::string_view, 3> names = {vendor_variable(vendor), "SLURM_STEP_GPUS",
                                                 "SLURM_JOB_GPUS"};
  for (const std::string_view name : names) {
    const auto found = variables.find(name);
    if (found != variables.end()) {
      return GpuList{name, found->second, name.starts_with("SLURM_")};
    }
  }
  return {};
}

// The first GPU's vendor's, in PCI order: those that Slurm's numbers count.
std::vector<const Device*> gpus_seen(std::span<const Device> devices) {
  std::vector<const Device*> gpus;
  for (const Device& device : devices) {
    if (device.kind != DeviceKind::gpu) continue;
    if (gpus.empty() || device.vendor == gpus.front()->vendor) gpus.push_back(&device);
  }
  std::ranges::stable_sort(gpus, {}, &Device::index);
  return gpus;
}

std::string names_of(const std::vector<const Device*>& gpus) {
  if (gpus.empty()) return "it sees no GPU at all";
  std::vector<std::string> names;
  for (size_t i = 0; i < gpus.size(); ++i) names.push_back(fmt::format("{}: {}", i, gpus[i]->id));
  return "it sees " + joined(names, ", ");
}

Error bad_list(const GpuList& list, std::string_view why, std::string hint) {
  return {fmt::format("find the GPUs that Slurm gave this task ({}={}): {}", list.variable,
                      list.text, why),
          std::move(hint)};
}

// "GPU-8f2e…": also its beginning, if that is one GPU's only. [CUDA C++ Programming Guide,
// CUDA_VISIBLE_DEVICES]
Result<const Device*> find_by_uuid(const GpuList& list, const std::string& word,
                                   const std::vector<const Device*>& gpus) {
  const Device* found = nullptr;
  for (const Device* gpu : gpus) {
    if (gpu->id == word) return gpu;
    if (!gpu->id.starts_with(word)) continue;
    if (found) return bad_list(list, word + " begins more than one GPU's id", names_of(gpus));
    found = gpu;
  }
  if (found) return found;
  return bad_list(list, fmt::format("{} is no GPU that this task sees", word), names_of(gpus));
}

Result<const Device*> find_gpu(const GpuList& list, const std::string& word,
                               const std::vector<const Device*>& gpus) {
  if (word.starts_with("MIG-")) {
    return bad_list(list, word + " is an instance of a GPU, whose power cannot be measured alone",
                    "ask for whole GPUs with --gres");
  }
  if (word.empty()) return bad_list(list, "it is not a list of GPUs", names_of(gpus));
  const std::optional<std::uint32_t> index = slurm_number(word);
  if (!index) return find_by_uuid(list, word, gpus);
  if (*index < gpus.size()) return gpus[*index];
  return bad_list(list, fmt::format("there is no GPU {} for this task", word), names_of(gpus));
}

}  // namespace

Result<std::optional<std::vector<std::string>>> given_gpus(const Variables& variables,
                                                           std::span<const Device> devices) {
  using Given = std::optional<std::vector<std::string>>;
  const std::vector<const Device*> gpus = gpus_seen(devices);
  const auto list = find_list(variables, gpus.empty() ? "nvidia" : gpus.front()->vendor);
  if (!list) return Given();
  // "NoDevFiles": the task asked for none where others may. [gres_common.c]
  if (trimmed(list->text).empty() || list->text == "NoDevFiles" || list->text == "-1") {
    return bad_list(*list, "Slurm gave it none", "ask for GPUs, as with --gres gpu:1");
  }
  std::vector<std::string> words;
  for (const std::string& word : split(list->text, ',')) words.emplace_back(trimmed(word));
  const bool all = list->of_the_node && words.size() == gpus.size();
  std::vector<std::string> ids;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool counted = all && slurm_number(words[i]).has_value();
    const Result<const Device*> gpu =
        counted ? Result<const Device*>(gpus[i]) : find_gpu(*list, words[i], gpus);
    if (!gpu) return gpu.error();
    if (std::ranges::count(ids, (*gpu)->id) > 0) {
      return bad_list(*list, fmt::format("GPU {} is in it twice", words[i]), names_of(gpus));
    }
    ids.push_back((*gpu)->id);
  }
  return Given(std::move(ids));
}

}  // namespace mutation
