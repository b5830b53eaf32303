#include "progress/instruments.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace mutation {
namespace {

std::string plain_words(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
      return "power";
    case Quantity::energy:
      return "energy counter";
    case Quantity::temperature:
      return "temperature";
    case Quantity::memory_temperature:
      return "memory temperature";
    case Quantity::utilization:
      return "utilisation";
    case Quantity::memory_utilization:
      return "memory utilisation";
    case Quantity::sm_clock:
      return "SM clock";
    case Quantity::memory_clock:
      return "memory clock";
    case Quantity::throttle_reasons:
      return "throttling";
    case Quantity::performance_state:
      return "performance state";
    case Quantity::power_instant:
      return "power of the moment";
    case Quantity::power_average:
      return "average power";
    case Quantity::power_limit:
      return "power limit";
    case Quantity::ecc_errors:
      return "ECC errors";
    case Quantity::xid:
      return "Xid errors";
  }
  return to_text(quantity);
}

std::string what_is_read(const Instrumentation& instrumentation, int device) {
  std::vector<std::string> quantities;
  for (const Channel& channel : instrumentation.channels) {
    const std::string quantity = plain_words(channel.quantity);
    if (channel.device == device && std::ranges::find(quantities, quantity) == quantities.end()) {
      quantities.push_back(quantity);
    }
  }
  return quantities.empty() ? "nothing can be read" : joined(quantities, ", ");
}

std::string described(const Device& device) {
  const std::string name =
      device.kind == DeviceKind::gpu
          ? fmt::format("GPU {}, {} ({})", device.index, device.name, device.id)
          : fmt::format("{}, {}", device.kind == DeviceKind::cpu ? "CPU" : "Meter",
                        device.name.empty() ? device.id : device.name);
  return device.simulated ? name + ", simulated" : name;
}

}  // namespace

std::string device_label(const Instrumentation& instrumentation, const std::string& id) {
  for (const Device& device : instrumentation.devices) {
    if (device.id == id && device.kind == DeviceKind::gpu) {
      return fmt::format("GPU {} ({})", device.index, device.name);
    }
  }
  return id;
}

bool anything_simulated(const Instrumentation& instrumentation) {
  return std::ranges::any_of(instrumentation.devices, &Device::simulated);
}

Lines instrument_lines(const Instrumentation& instrumentation) {
  Lines lines;
  for (size_t i = 0; i < instrumentation.devices.size(); ++i) {
    lines.push_back(
        labelled(i == 0 ? "Measured" : "", described(instrumentation.devices[i]) + ": " +
                                               what_is_read(instrumentation, static_cast<int>(i))));
  }
  if (instrumentation.devices.empty()) {
    lines.push_back(labelled("Measured", "nothing but times and metrics", Tone::doubtful));
  }
  std::string label = "Not measured";
  for (const Absence& absence : instrumentation.absences) {
    lines.push_back(labelled(label, absence.what + ": " + absence.reason, Tone::doubtful));
    if (!absence.hint.empty()) lines.push_back(labelled("", absence.hint, Tone::dim));
    label.clear();
  }
  if (!instrumentation.processes_untrusted.empty()) {
    lines.push_back(labelled(label, "who else uses the GPU: " + instrumentation.processes_untrusted,
                             Tone::doubtful));
  }
  return lines;
}

std::optional<std::string> reason_of_absence(const Instrumentation& instrumentation,
                                             std::string_view what) {
  for (const Absence& absence : instrumentation.absences) {
    if (absence.what.starts_with(what)) return absence.reason;
  }
  return std::nullopt;
}

}  // namespace mutation
