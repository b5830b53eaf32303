// The words under which enumerations stand on disk, where model/ has none of its own for them.
#pragma once

#include <initializer_list>
#include <string>

#include "model/event.h"
#include "model/sample.h"

namespace mutation {

std::string to_text(DeviceKind kind);    // "gpu", "cpu", "meter"
std::string to_text(Rate rate);          // "fast", "slow", "processes"
std::string to_text(Severity severity);  // "info", "warning", "error"

// All of them, for readers that look one up by its word.
inline constexpr std::initializer_list<Quantity> kQuantities = {Quantity::power,
                                                                Quantity::energy,
                                                                Quantity::temperature,
                                                                Quantity::memory_temperature,
                                                                Quantity::utilization,
                                                                Quantity::memory_utilization,
                                                                Quantity::sm_clock,
                                                                Quantity::memory_clock,
                                                                Quantity::throttle_reasons,
                                                                Quantity::performance_state,
                                                                Quantity::power_instant,
                                                                Quantity::power_average,
                                                                Quantity::power_limit,
                                                                Quantity::ecc_errors,
                                                                Quantity::xid};
inline constexpr std::initializer_list<DeviceKind> kDeviceKinds = {DeviceKind::gpu, DeviceKind::cpu,
                                                                   DeviceKind::meter};

}  // namespace mutation
