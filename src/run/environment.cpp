#include "run/environment.h"

#include "base/text.h"

namespace mutation {

Environment device_environment(const Instrumentation& instrumentation, const std::vector<int>& gpus,
                               const std::vector<std::string>& asked) {
  Environment environment = {{"PYTHONUNBUFFERED", "1"}};
  std::vector<std::string> visible;
  bool simulated = false;
  for (const int gpu : gpus) {
    const Device& device = instrumentation.devices[static_cast<size_t>(gpu)];
    simulated |= device.simulated;
    visible.push_back(std::to_string(device.index));
  }
  if (gpus.empty()) visible = asked;
  if (visible.empty()) return environment;
  environment.emplace_back("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
  environment.emplace_back("CUDA_VISIBLE_DEVICES", simulated ? "" : joined(visible, ","));
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
