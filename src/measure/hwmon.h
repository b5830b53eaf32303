// The kernel's hardware monitoring chips, and their sensors as files that give one number each.
// [kernel: hwmon/sysfs-interface.rst]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/sysfs_number.h"
#include "model/sample.h"

namespace mutation {

struct HwmonChip {
  std::string folder;  // /sys/class/hwmon/hwmon3
  std::string name;    // the driver's: "amdgpu", "power_meter", "zenpower"
};

// All chips under `root`/sys/class/hwmon, and those that only their graphics cards show
// (/sys/class/drm), in the order of their numbers. None without hwmon.
std::vector<HwmonChip> hwmon_chips(const std::string& root);

// The folder of the device that the chip belongs to.
std::string device_of(const HwmonChip& chip);

// The file of one sensor: "power1_average". The number in it, times `factor`, is in the quantity's
// unit.
struct SensorFile {
  Quantity quantity = Quantity::power;
  std::string path;
  double factor = 1;
  double resolution = 0;  // as Channel's
  Seconds averaging{0};   // as Channel's
};

// hwmon's units: power in µW, energy in µJ, temperature in 1/1000 °C, clocks in Hz.
inline constexpr double kMicro = 1e-6;
inline constexpr double kMilli = 1e-3;

// A sensor that is open. REQUIRES of read(): one thread at a time.
class HwmonSensor {
 public:
  static Result<HwmonSensor> open(const SensorFile& file);

  // In the quantity's unit. An error for what is no number and for what no such sensor can show: a
  // temperature of 65535 °C, a negative power.
  Result<double> read() const;
  Channel channel(int device) const;

 private:
  HwmonSensor(SysfsFile open_file, SensorFile file)
      : open_file_(std::move(open_file)), file_(std::move(file)) {}

  SysfsFile open_file_;
  SensorFile file_;
};

// Reads `sensor` and appends what came, or the failure, as of the middle of the call.
void append_reading(const HwmonSensor& sensor, int channel, SampleBatch& into);

}  // namespace mutation
