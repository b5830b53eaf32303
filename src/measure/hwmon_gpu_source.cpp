// Asks for the power state first, then reads.
#include "measure/hwmon_gpu_source.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mutation {
namespace {

std::string absence_name(Quantity quantity) {
  std::string name = to_text(quantity);
  std::ranges::replace(name, '_', ' ');
  return "GPU " + name;
}

// 0 says that no limit is set.
std::optional<Watts> limit_in(const std::string& path) {
  const auto microwatts = number_in_file(path);
  if (!microwatts || *microwatts <= 0) return std::nullopt;
  return Watts{*microwatts * kMicro};
}

bool tells_energy(const Channel& channel) {
  return channel.quantity == Quantity::energy || channel.quantity == Quantity::power;
}

}  // namespace

Result<std::unique_ptr<PowerSource>> HwmonGpuSource::open(const HwmonGpu& gpu) {
  std::unique_ptr<HwmonGpuSource> source(new HwmonGpuSource);
  const Device& device = gpu.device;
  source->name_ = words(device.driver_version).front() + "-" + std::to_string(device.index);
  source->instrumentation_.devices.push_back(device);
  if (Result<SysfsFile> status = SysfsFile::open(gpu.status_file))
    source->status_ = std::move(*status);
  const bool asleep = source->why_asleep().has_value();
  for (const SensorFile& file : gpu.sensors) source->add_sensor(file, asleep);
  if (!asleep) source->read_limits(gpu);
  Instrumentation& all = source->instrumentation_;
  if (all.channels.empty()) {
    std::string reason = "nothing can be read of " + device.name + " (" + device.id + ")";
    for (const Absence& absence : all.absences) reason += "; " + absence.reason;
    return Error{reason, {}};
  }
  if (std::ranges::none_of(all.channels, tells_energy))
    all.absences.push_back(
        {"GPU energy of " + device.id,
         "the driver " + device.driver_version + " shows neither power nor energy of this GPU"});
  all.absences.push_back(
      {"compute processes of " + device.id, "the driver's files do not tell who computes on it"});
  return std::unique_ptr<PowerSource>(std::move(source));
}

void HwmonGpuSource::add_sensor(const SensorFile& file, bool asleep) {
  Result<HwmonSensor> sensor = HwmonSensor::open(file);
  std::string reason;
  if (!sensor) {
    reason = sensor.error().message;
  } else if (!asleep) {
    const Result<double> first = sensor->read();
    if (!first) reason = first.error().message;
  }
  if (!reason.empty()) {
    instrumentation_.absences.push_back(
        {absence_name(file.quantity) + " of " + instrumentation_.devices.front().id, reason});
    return;
  }
  instrumentation_.channels.push_back(sensor->channel(0));
  sensors_.push_back(std::move(*sensor));
}

void HwmonGpuSource::read_limits(const HwmonGpu& gpu) {
  Device& device = instrumentation_.devices.front();
  device.power_limit = limit_in(gpu.power_limit_file);
  device.default_power_limit = limit_in(gpu.default_power_limit_file);
}

std::optional<std::string> HwmonGpuSource::why_asleep() const {
  if (!status_) return std::nullopt;
  const Result<std::string> status = status_->line();
  if (!status || (*status != "suspended" && *status != "suspending")) return std::nullopt;
  return "the GPU sleeps (" + status_->path() + ": " + *status + "), reading it would wake it";
}

void HwmonGpuSource::read(Rate rate, SampleBatch& into) {
  if (rate == Rate::processes) return;
  const std::optional<std::string> asleep = why_asleep();
  for (size_t i = 0; i < sensors_.size(); ++i) {
    if (instrumentation_.channels[i].rate != rate) continue;
    const int channel = static_cast<int>(i);
    if (asleep)
      into.failures.push_back({channel, Monotonic::now(), *asleep});
    else
      append_reading(sensors_[i], channel, into);
  }
}

}  // namespace mutation
