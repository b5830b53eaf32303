// Field values of the fake NVML: what nvmlDeviceGetFieldValues gives. Old libraries have none.
#ifndef FAKE_NVML_OLD

#include <cmath>
#include <cstdlib>

#include "fakes/nvml/give.h"

using namespace fake_nvml;

namespace {

// A script's value of a field, in the type that it gives it.
nvmlValue_t value_of(const FieldValue& field) {
  nvmlValue_t value{};
  const char* const text = field.number.c_str();
  switch (field.type) {
    case 0:
      value.dVal = std::strtod(text, nullptr);
      break;
    case 1:
      value.uiVal = static_cast<unsigned>(std::strtoull(text, nullptr, 0));
      break;
    case 4:
      value.sllVal = std::strtoll(text, nullptr, 0);
      break;
    case 5:
      value.siVal = static_cast<int>(std::strtoll(text, nullptr, 0));
      break;
    case 6:
      value.usVal = static_cast<unsigned short>(std::strtoull(text, nullptr, 0));
      break;
    default:
      value.ullVal = std::strtoull(text, nullptr, 0);
  }
  return value;
}

std::optional<unsigned> plain_field(const Call& call, unsigned field) {
  constexpr unsigned kMemoryTemperature = 82;
  constexpr unsigned kPowerAverage = 185;
  constexpr unsigned kPowerInstant = 186;
  const DeviceState& state = call.state;
  if (field == kMemoryTemperature && state.memory_temperature)
    return static_cast<unsigned>(std::lround(*state.memory_temperature));
  if (field == kPowerAverage && state.power_fields) return call.readings.average_milliwatts;
  if (field == kPowerInstant && state.power_fields) return call.readings.instant_milliwatts;
  return std::nullopt;
}

void fill(const Call& call, nvmlFieldValue_t& into) {
  into.nvmlReturn = NVML_SUCCESS;
  const auto given = call.state.fields.find(into.fieldId);
  if (given != call.state.fields.end()) {
    into.valueType = given->second.type;
    into.value = value_of(given->second);
  } else if (const auto plain = plain_field(call, into.fieldId)) {
    into.valueType = 1;
    into.value.uiVal = *plain;
  } else {
    into.nvmlReturn = NVML_ERROR_NOT_SUPPORTED;
  }
}

}  // namespace

extern "C" {

nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int count, nvmlFieldValue_t* values) {
  return give("nvmlDeviceGetFieldValues", device, [&](const Call& call) {
    for (nvmlFieldValue_t* value = values; value != values + count; ++value) fill(call, *value);
  });
}

}  // extern "C"

#endif
