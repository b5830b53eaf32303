#include "record/from_json.h"
#include "record/from_json_parts.h"

namespace mutation {
namespace {

Device device_of(const Json& json) {
  Device device;
  take(json, "id", device.id);
  take_word(json, "kind", kDeviceKinds, device.kind);
  take(json, "name", device.name);
  take(json, "index", device.index);
  take(json, "pci_bus_id", device.pci_bus_id);
  take(json, "driver_version", device.driver_version);
  take_if_there(json, "vendor", device.vendor);
  take(json, "power_limit_watts", device.power_limit);
  take_if_there(json, "default_power_limit_watts", device.default_power_limit);
  take_if_there(json, "persistence_mode", device.persistence_mode);
  take_if_there(json, "mig", device.mig);
  take(json, "in_total", device.in_total);
  take(json, "simulated", device.simulated);
  return device;
}

Channel channel_of(const Json& json) {
  Channel channel;
  take(json, "device", channel.device);
  take_word(json, "quantity", kQuantities, channel.quantity);
  take(json, "source", channel.source);
  take_word(json, "rate", {Rate::fast, Rate::slow, Rate::processes}, channel.rate);
  take(json, "resolution", channel.resolution);
  take(json, "wraps_at", channel.wraps_at);
  take_if_there(json, "update_period_seconds", channel.update_period);
  take_if_there(json, "averaging_seconds", channel.averaging);
  take_if_there(json, "duty", channel.duty);
  return channel;
}

// Others rely on it that a number of a device is an index.
void check_device(int device, const Instrumentation& instrumentation) {
  if (device >= 0 && static_cast<size_t>(device) < instrumentation.devices.size()) return;
  throw std::invalid_argument("there is no device " + std::to_string(device));
}

Instrumentation instrumentation_of(const Json& json) {
  Instrumentation instrumentation;
  instrumentation.devices = each(json.at("devices"), device_of);
  instrumentation.channels = each(json.at("channels"), channel_of);
  instrumentation.absences = each(json.at("absences"), [](const Json& absence) {
    return Absence{absence.at("what").get<std::string>(), absence.at("reason").get<std::string>(),
                   absence.at("hint").get<std::string>()};
  });
  take(json, "processes_untrusted", instrumentation.processes_untrusted);
  for (const Channel& channel : instrumentation.channels)
    check_device(channel.device, instrumentation);
  return instrumentation;
}

FitnessFact fitness_of(const Json& json) {
  FitnessFact fact;
  take(json, "name", fact.name);
  take(json, "value", fact.value);
  take(json, "warning", fact.warning);
  take(json, "meaning", fact.meaning);
  take(json, "advice", fact.advice);
  return fact;
}

SessionInfo::Repo repo_of(const Json& json) {
  SessionInfo::Repo repo;
  take(json, "name", repo.name);
  take_if_there(json, "directory", repo.directory);
  take_if_there(json, "train_script", repo.train_script);
  take(json, "train_script_sha256", repo.train_script_sha256);
  take(json, "git_commit", repo.git_commit);
  take(json, "git_dirty", repo.git_dirty);
  take(json, "git_note", repo.git_note);
  return repo;
}

std::optional<BatchTask> batch_in(const Json& json) {
  if (!json.contains("batch") || json.at("batch").is_null()) return std::nullopt;
  const Json& batch = json.at("batch");
  BatchTask task;
  take(batch, "system", task.system);
  take(batch, "node", task.node);
  take(batch, "job_id", task.job_id);
  take(batch, "array_task", task.array_task);
  take(batch, "restarts", task.restarts);
  take(batch, "block", task.block);
  take(batch, "claim", task.claim);
  take_if_there(batch, "submission", task.submission);
  take(batch, "exclusive", task.exclusive);
  return task;
}

SessionInfo info_of(const Json& json) {
  SessionInfo info;
  take(json, "name", info.name);
  take(json, "directory", info.directory);
  take(json, "start", info.start);
  take(json, "program_version", info.program_version);
  take(json, "host", info.host);
  take(json, "kernel", info.kernel);
  take(json, "boot_id", info.boot_id);
  take(json, "cpu_model", info.cpu_model);
  take(json, "user", info.user);
  take(json, "privileges", info.privileges);
  take(json, "governor_asked", info.governor_asked);
  take(json, "governor", info.governor);
  take(json, "governor_note", info.governor_note);
  take(json, "settings_file", info.settings_file);
  take_if_there(json, "catalogue_file", info.catalogue_file);
  take(json, "settings_sha256", info.settings_sha256);
  take(json, "catalogue_sha256", info.catalogue_sha256);
  take(json, "network_file_system", info.network_file_system);
  take_if_there(json, "gpu_asked", info.gpu_asked);
  take_if_there(json, "nvml_library", info.nvml_library);
  take_if_there(json, "tree_method_asked", info.tree_method_asked);
  take_if_there(json, "machine_shared", info.machine_shared);
  info.batch = batch_in(json);
  take_if_there(json, "imported_from", info.imported_from);
  if (json.contains("limits")) info.limits = limits_of(json.at("limits"));
  if (json.contains("order")) {
    take_word(json, "order", {Order::as_written, Order::shuffled, Order::interleaved}, info.order);
  }
  info.tariff = tariff_in(json);
  take_if_there(json, "writer_pid", info.writer_pid);
  take_if_there(json, "writer_start_ticks", info.writer_start_ticks);
  info.repos = each(json.at("repos"), repo_of);
  info.fitness = each_if_there(json, "fitness", fitness_of);
  info.instrumentation = instrumentation_of(json.at("instrumentation"));
  info.own_devices = each(json.at("own_devices"), [](const Json& device) {
    return whole_number<int>(device, "own_devices");
  });
  for (const int device : info.own_devices) check_device(device, info.instrumentation);
  return info;
}

}  // namespace

Result<std::vector<std::string>> texts_of(std::string_view text, const std::string& what) {
  return guarded(text, what, [](const Json& json) { return json.get<std::vector<std::string>>(); });
}

Result<SessionInfo> session_info_of(std::string_view text, const std::string& what) {
  return guarded(text, what, info_of);
}

}  // namespace mutation
