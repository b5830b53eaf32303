// The GPUs as they are set up.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "measure/fitness_parts.h"
#include "measure/root.h"

namespace mutation {
namespace {

constexpr const char* kPersistenceSocket = "/run/nvidia-persistenced/socket";
constexpr double kSameLimit = 1;  // W

bool is_nvidia(const Device& gpu) {
  return gpu.vendor == "nvidia" || gpu.vendor.empty();
}

FitnessFact persistence_fact(const std::string& root, const Device& gpu) {
  FitnessFact fact{.name = "persistence mode of " + gpu.id, .meaning = "", .advice = ""};
  const bool daemon = access(under(root, kPersistenceSocket).c_str(), F_OK) == 0;
  if (gpu.persistence_mode)
    fact.value = *gpu.persistence_mode ? "on" : "off";
  else if (daemon)
    fact.value = "on, by nvidia-persistenced";
  fact.warning = gpu.persistence_mode == false;
  fact.meaning = fact.value.starts_with("on")
                     ? "the driver stays loaded between trainings"
                     : "without it the driver may unload between trainings, which costs seconds "
                       "and resets the energy counter; a session's own handle keeps it loaded";
  if (!fact.value.starts_with("on")) fact.advice = "sudo nvidia-smi -i " + gpu.id + " -pm 1";
  return fact;
}

std::string limit_advice(const Device& gpu) {
  if (is_nvidia(gpu))
    return fmt::format("sudo nvidia-smi -i {} -pl {:.0f}", gpu.id, gpu.default_power_limit->value);
  return gpu.vendor == "amd" ? "sudo rocm-smi --resetpoweroverdrive" : "";
}

FitnessFact limit_fact(const Device& gpu) {
  FitnessFact fact{.name = "power limit of " + gpu.id, .meaning = "", .advice = ""};
  fact.value = fmt::format("{:.0f} W", gpu.power_limit->value);
  if (!gpu.default_power_limit) return fact;
  fact.value += fmt::format(", {:.0f} W as delivered", gpu.default_power_limit->value);
  fact.warning = std::abs(gpu.power_limit->value - gpu.default_power_limit->value) >= kSameLimit;
  if (fact.warning) {
    fact.meaning = "figures compare with those of other cards of the model only at the same limit";
    fact.advice = limit_advice(gpu);
  }
  return fact;
}

void add_one(const std::string& root, const Device& gpu, FitnessFacts& facts) {
  if (!gpu.driver_version.empty())
    facts.push_back({.name = "driver of " + gpu.id,
                     .value = gpu.driver_version,
                     .meaning = "figures of different drivers may differ",
                     .advice = ""});
  if (is_nvidia(gpu)) facts.push_back(persistence_fact(root, gpu));
  if (gpu.power_limit) facts.push_back(limit_fact(gpu));
  if (gpu.mig)
    facts.push_back(
        {.name = "division of " + gpu.id,
         .value = "into instances (MIG)",
         .warning = true,
         .meaning = "power and energy are the whole board's: what runs on its other "
                    "instances is in the figures",
         .advice = "keep the other instances idle, or sudo nvidia-smi -i " + gpu.id + " -mig 0"});
}

}  // namespace

void add_gpu_fitness(const std::string& root, const std::vector<Device>& devices,
                     FitnessFacts& facts) {
  for (const Device& device : devices) {
    if (device.kind == DeviceKind::gpu && !device.simulated) add_one(root, device, facts);
  }
}

}  // namespace mutation
