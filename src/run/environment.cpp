#include "run/environment.h"

#include "base/text.h"

namespace mutation {
namespace {

using Names = std::vector<std::string>;

// ROCm knows a GPU by "GPU-" and its unique id, else by its index. [ROCm: GPU isolation techniques]
std::string rocm_name(const Device& device) {
  constexpr std::string_view kPrefix = "AMD-";
  return device.id.starts_with(kPrefix) ? "GPU-" + device.id.substr(kPrefix.size())
                                        : std::to_string(device.index);
}

// "0,1" for two.
std::string counted(size_t devices) {
  Names indices;
  for (size_t i = 0; i < devices; ++i) indices.push_back(std::to_string(i));
  return joined(indices, ",");
}

void set_cuda_devices(const std::string& visible, Environment& environment) {
  environment.emplace_back("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
  environment.emplace_back("CUDA_VISIBLE_DEVICES", visible);
}

}  // namespace

Environment device_environment(const Instrumentation& instrumentation, const std::vector<int>& gpus,
                               const std::vector<std::string>& asked) {
  Environment environment = {{"PYTHONUNBUFFERED", "1"}};
  Names cuda = gpus.empty() ? asked : Names();
  Names rocm;
  Names level_zero;
  bool simulated = false;
  for (const int gpu : gpus) {
    const Device& device = instrumentation.devices[static_cast<size_t>(gpu)];
    simulated |= device.simulated;
    if (device.vendor == "amd")
      rocm.push_back(rocm_name(device));
    else
      (device.vendor == "intel" ? level_zero : cuda).push_back(std::to_string(device.index));
  }
  if (!cuda.empty()) set_cuda_devices(simulated ? "" : joined(cuda, ","), environment);
  if (!rocm.empty()) {
    environment.emplace_back("ROCR_VISIBLE_DEVICES", joined(rocm, ","));
    // Counts among what the other leaves visible.
    environment.emplace_back("HIP_VISIBLE_DEVICES", counted(rocm.size()));
  }
  if (!level_zero.empty()) {
    environment.emplace_back("ZE_ENABLE_PCI_ID_DEVICE_ORDER", "1");
    environment.emplace_back("ZE_AFFINITY_MASK", joined(level_zero, ","));
  }
  return environment;
}

Environment merged(Environment base, const Environment& over) {
  for (const auto& [name, value] : over) {
    const auto same = [&name = name](const auto& entry) { return entry.first == name; };
    std::erase_if(base, same);
    base.emplace_back(name, value);
  }
  return base;
}

}  // namespace mutation
