#include "record/known_devices.h"

#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "os/file.h"
#include "record/json.h"
#include "record/json_parts.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

constexpr int kVersion = 1;
constexpr size_t kLargestFile = size_t{1} << 20;

std::string path_of(const std::string& results_directory) {
  return results_directory + "/devices.json";
}

// A number within a range; none for anything else.
std::optional<double> number_in(const Json& object, const char* name, double least, double most) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_number()) return std::nullopt;
  const double value = field->get<double>();
  return std::isfinite(value) && value >= least && value <= most ? std::optional(value)
                                                                 : std::nullopt;
}

std::string text_in(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_string() ? field->get<std::string>() : "";
}

KnownDevice device_of(const Json& json) {
  KnownDevice device;
  if (!json.is_object()) return device;
  device.id = text_in(json, "device");
  const auto time_constant = number_in(json, "time_constant_seconds", 1, 3000);
  const auto error = number_in(json, "time_constant_relative_error", 0.001, 1);
  if (time_constant && error) {
    device.time_constant = KnownTimeConstant{Seconds(*time_constant), *error};
  }
  if (const auto rest = number_in(json, "at_rest_celsius", -50, 150)) {
    device.at_rest = Celsius{*rest};
  }
  if (const auto power = number_in(json, "idle_power_watts", 0, 10'000)) {
    device.idle_power = Watts{*power};
  }
  device.learned = utc_of(text_in(json, "learned")).value_or(UtcTime{});
  device.session = text_in(json, "session");
  return device;
}

Json json_of(const KnownDevice& device) {
  std::optional<Seconds> time_constant;
  std::optional<double> error;
  if (device.time_constant) {
    time_constant = device.time_constant->value;
    error = device.time_constant->relative_error;
  }
  return {{"device", device.id},
          {"time_constant_seconds", or_null(time_constant)},
          {"time_constant_relative_error", or_null(error)},
          {"at_rest_celsius", or_null(device.at_rest)},
          {"idle_power_watts", or_null(device.idle_power)},
          {"learned", iso_utc(device.learned)},
          {"session", device.session}};
}

}  // namespace

KnownDevices read_known_devices(const std::string& results_directory) {
  KnownDevices known;
  const std::string path = path_of(results_directory);
  if (access(path.c_str(), F_OK) != 0) return known;
  const auto unused = [&](const std::string& why) {
    known.note = path + " is not used, what it says is learned again: " + why;
    return known;
  };
  const Result<std::string> text = read_file(path, kLargestFile);
  if (!text) return unused(text.error().message);
  const Result<Json> json = parse_stored_json(*text, path);
  if (!json) return unused(json.error().message);
  const auto version =
      json->is_object() ? number_in(*json, "schema_version", 1, 1e6) : std::nullopt;
  if (version != double(kVersion) || !json->contains("devices") ||
      !json->at("devices").is_array()) {
    return unused("it is none of this program's version");
  }
  for (const Json& entry : json->at("devices")) {
    KnownDevice device = device_of(entry);
    if (!device.id.empty()) known.devices.push_back(std::move(device));
  }
  return known;
}

Status write_known_devices(const std::string& results_directory,
                           const std::vector<KnownDevice>& devices) {
  Json entries = Json::array();
  for (const KnownDevice& device : devices) entries.push_back(json_of(device));
  const Json json = {{"schema_version", kVersion}, {"devices", std::move(entries)}};
  return write_file_durably(path_of(results_directory), to_document(json));
}

}  // namespace mutation
