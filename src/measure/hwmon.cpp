// Lists the chips, opens sensors, and refuses values that cannot be.
#include "measure/hwmon.h"

#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <map>
#include <system_error>
#include <utility>

#include "energy/trace.h"
#include "measure/root.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHwmon = "/sys/class/hwmon";
constexpr const char* kCards = "/sys/class/drm";
constexpr std::string_view kPrefix = "hwmon";

// The number of "hwmon12"; none for another name.
std::optional<int> chip_number(const std::string& name) {
  if (!name.starts_with(kPrefix) || name.size() == kPrefix.size() || name.size() > 12 ||
      name.find_first_not_of("0123456789", kPrefix.size()) != std::string::npos)
    return std::nullopt;
  return std::stoi(name.substr(kPrefix.size()));
}

using Found = std::map<int, HwmonChip>;

// A chip's number is the machine's own: one that is known already is the same chip.
void collect(const std::string& folder, Found& found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto number = chip_number(entry.path().filename());
    if (!number || found.contains(*number)) continue;
    if (const auto name = line_of_file(entry.path().string() + "/name"))
      found.emplace(*number, HwmonChip{entry.path(), *name});
  }
}

struct Bounds {
  double least;
  double most;
};

Bounds bounds_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
    case Quantity::power_instant:
    case Quantity::power_average:
      return {0, kMostPower.value};
    case Quantity::temperature:
    case Quantity::memory_temperature:
      return {-60, 200};
    case Quantity::utilization:
    case Quantity::memory_utilization:
      return {0, 100};
    case Quantity::sm_clock:
    case Quantity::memory_clock:
      return {0, 20'000};
    default:
      return {0, std::numeric_limits<double>::max()};
  }
}

Rate rate_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::power:
    case Quantity::power_instant:
    case Quantity::power_average:
    case Quantity::energy:
      return Rate::fast;
    default:
      return Rate::slow;
  }
}

}  // namespace

std::vector<HwmonChip> hwmon_chips(const std::string& root) {
  Found found;
  collect(under(root, kHwmon), found);
  std::error_code error;
  for (const auto& card : fs::directory_iterator(under(root, kCards), error))
    collect(card.path().string() + "/device/hwmon", found);
  std::vector<HwmonChip> chips;
  for (auto& [number, chip] : found) chips.push_back(std::move(chip));
  return chips;
}

std::string device_of(const HwmonChip& chip) {
  std::error_code error;
  const std::string link = chip.folder + "/device";
  return fs::exists(link, error) ? link : chip.folder + "/../..";
}

Result<HwmonSensor> HwmonSensor::open(const SensorFile& file) {
  Result<SysfsFile> opened = SysfsFile::open(file.path);
  if (!opened) return opened.error();
  return HwmonSensor(std::move(*opened), file);
}

Result<double> HwmonSensor::read() const {
  const Result<double> number = open_file_.number();
  if (!number) return number.error();
  const double value = *number * file_.factor;
  const Bounds bounds = bounds_of(file_.quantity);
  if (value < bounds.least || value > bounds.most)
    return Error{
        fmt::format("read {}: implausible value {} {}", file_.path, value, unit_of(file_.quantity)),
        {}};
  return value;
}

Channel HwmonSensor::channel(int device) const {
  return {.device = device,
          .quantity = file_.quantity,
          .source = file_.path,
          .rate = rate_of(file_.quantity),
          .resolution = file_.resolution,
          .averaging = file_.averaging};
}

void append_reading(const HwmonSensor& sensor, int channel, SampleBatch& into) {
  const MonotonicTime before = Monotonic::now();
  const Result<double> value = sensor.read();
  const MonotonicTime at = before + (Monotonic::now() - before) / 2;
  if (value)
    into.readings.push_back({channel, at, *value});
  else
    into.failures.push_back({channel, at, value.error().message});
}

}  // namespace mutation
