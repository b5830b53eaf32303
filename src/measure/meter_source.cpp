// Finds powerN_* and energyN_* of each chip, and opens what answers.
#include "measure/meter_source.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "measure/hwmon_gpus.h"

namespace mutation {
namespace {

constexpr int kMostMeters = 32;  // power1 .. power32
constexpr const char* kAcpiMeter = "power_meter";
// The driver takes milliwatts from the firmware. [kernel: acpi_power_meter.c]
constexpr double kAcpiStep = 0.001;

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// Shows the same counters as RAPL. [kernel: hwmon/amd_energy.rst]
bool is_rapl(const std::string& chip) {
  return chip == "amd_energy";
}

// "corsairpsu power total (accuracy 95.0%)"
std::string meter_name(const HwmonChip& chip, int number) {
  const std::string channel = chip.folder + "/power" + std::to_string(number);
  const std::string energy = chip.folder + "/energy" + std::to_string(number);
  std::optional<std::string> label = line_of_file(channel + "_label");
  if (!label) label = line_of_file(energy + "_label");
  const std::string own = exists(channel + "_input") || exists(channel + "_average")
                              ? "power" + std::to_string(number)
                              : "energy" + std::to_string(number);
  std::string name = chip.name + " " + (label && !label->empty() ? *label : own);
  if (line_of_file(channel + "_is_battery") == "1") name += " (battery)";
  if (const auto accuracy = line_of_file(channel + "_accuracy"))
    name += " (accuracy " + *accuracy + ")";
  return name;
}

SensorFile power_file(const HwmonChip& chip, Quantity quantity, const std::string& path) {
  return {.quantity = quantity,
          .path = path,
          .factor = kMicro,
          .resolution = chip.name == kAcpiMeter ? kAcpiStep : 0};
}

// The average is the power where there is one: it loses nothing between two reads.
Meter meter_of(const HwmonChip& chip, int number) {
  const std::string channel = chip.folder + "/power" + std::to_string(number);
  const std::string energy = chip.folder + "/energy" + std::to_string(number) + "_input";
  Meter meter;
  if (exists(energy))
    meter.sensors.push_back({.quantity = Quantity::energy, .path = energy, .factor = kMicro});
  const bool averaged = exists(channel + "_average");
  if (averaged) {
    meter.sensors.push_back(power_file(chip, Quantity::power, channel + "_average"));
    const auto interval_ms = number_in_file(channel + "_average_interval");
    if (interval_ms && *interval_ms > 0)
      meter.sensors.back().averaging = Seconds(*interval_ms * kMilli);
  }
  if (exists(channel + "_input"))
    meter.sensors.push_back(
        power_file(chip, averaged ? Quantity::power_instant : Quantity::power, channel + "_input"));
  if (!meter.sensors.empty()) meter.name = meter_name(chip, number);
  return meter;
}

}  // namespace

std::vector<MeterChip> meter_chips(const std::string& root) {
  std::vector<MeterChip> found;
  int meters = 0;
  for (const HwmonChip& chip : hwmon_chips(root)) {
    if (is_gpu_chip(chip.name) || is_rapl(chip.name)) continue;
    MeterChip with_meters{.name = chip.name, .first_meter = meters, .meters = {}};
    for (int number = 1; number <= kMostMeters; ++number) {
      Meter meter = meter_of(chip, number);
      if (!meter.sensors.empty()) with_meters.meters.push_back(std::move(meter));
    }
    meters += static_cast<int>(with_meters.meters.size());
    if (!with_meters.meters.empty()) found.push_back(std::move(with_meters));
  }
  return found;
}

Result<std::unique_ptr<PowerSource>> MeterSource::open(const MeterChip& chip) {
  std::unique_ptr<MeterSource> source(new MeterSource);
  int number = chip.first_meter;
  source->name_ = "meter-" + std::to_string(number);
  for (const Meter& meter : chip.meters)
    source->add_meter(meter, "meter-" + std::to_string(number++));
  if (source->sensors_.empty()) {
    const Absence& first = source->instrumentation_.absences.front();
    return Error{first.reason, first.hint};
  }
  return std::unique_ptr<PowerSource>(std::move(source));
}

void MeterSource::add_meter(const Meter& meter, const std::string& id) {
  const int device = static_cast<int>(instrumentation_.devices.size());
  std::string failure;
  std::vector<HwmonSensor> opened;
  for (const SensorFile& file : meter.sensors) {
    Result<HwmonSensor> sensor = HwmonSensor::open(file);
    if (!sensor) {
      failure = sensor.error().message;
    } else if (const Result<double> first = sensor->read(); !first) {
      failure = first.error().message;
    } else {
      opened.push_back(std::move(*sensor));
    }
  }
  if (!failure.empty()) instrumentation_.absences.push_back({"power meter " + meter.name, failure});
  if (opened.empty()) return;
  instrumentation_.devices.push_back(
      {.id = id, .kind = DeviceKind::meter, .name = meter.name, .in_total = false});
  for (HwmonSensor& sensor : opened) {
    instrumentation_.channels.push_back(sensor.channel(device));
    sensors_.push_back(std::move(sensor));
  }
}

void MeterSource::read(Rate rate, SampleBatch& into) {
  for (size_t i = 0; i < sensors_.size(); ++i) {
    if (instrumentation_.channels[i].rate == rate)
      append_reading(sensors_[i], static_cast<int>(i), into);
  }
}

}  // namespace mutation
