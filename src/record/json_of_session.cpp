#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/words.h"

namespace mutation {
namespace {

Json json_of(const Channel& channel) {
  return {{"device", channel.device},
          {"quantity", to_text(channel.quantity)},
          {"source", channel.source},
          {"rate", to_text(channel.rate)},
          {"resolution", channel.resolution},
          {"wraps_at", channel.wraps_at},
          {"update_period_seconds", channel.update_period.count()},
          {"averaging_seconds", channel.averaging.count()},
          {"duty", channel.duty}};
}

}  // namespace

Json json_of(const Device& device) {
  return {{"id", device.id},
          {"kind", to_text(device.kind)},
          {"name", device.name},
          {"index", device.index},
          {"pci_bus_id", device.pci_bus_id},
          {"driver_version", device.driver_version},
          {"vendor", device.vendor},
          {"power_limit_watts", or_null(device.power_limit)},
          {"default_power_limit_watts", or_null(device.default_power_limit)},
          {"persistence_mode", or_null(device.persistence_mode)},
          {"mig", device.mig},
          {"in_total", device.in_total},
          {"simulated", device.simulated}};
}

Json json_of(const FitnessFact& fact) {
  return {{"name", fact.name},
          {"value", fact.value},
          {"warning", fact.warning},
          {"meaning", fact.meaning},
          {"advice", fact.advice}};
}

Json json_of(const Consumption& consumption, const Tariff& tariff) {
  return {{"gpu_joules", or_null(consumption.gpu)},
          {"cpu_joules", or_null(consumption.cpu)},
          {"simulated_joules", or_null(consumption.simulated)},
          {"attempts", consumption.attempts},
          {"incomplete_attempts", consumption.incomplete},
          {"cost", or_null(price_of(consumption, tariff))},
          {"currency", text_or_null(tariff.currency)},
          {"co2e_grams", or_null(grams_of(consumption, tariff))}};
}

Json json_of(const Absence& absence) {
  return {{"what", absence.what}, {"reason", absence.reason}, {"hint", absence.hint}};
}

Json json_of(const Instrumentation& instrumentation) {
  Json channels = Json::array();
  for (const Channel& channel : instrumentation.channels) channels.push_back(json_of(channel));
  return {{"devices", array_of(instrumentation.devices)},
          {"channels", std::move(channels)},
          {"absences", array_of(instrumentation.absences)},
          {"processes_untrusted", instrumentation.processes_untrusted}};
}

Json json_of(const SessionInfo::Repo& repo) {
  return {{"name", repo.name},
          {"directory", repo.directory},
          {"train_script", repo.train_script},
          {"train_script_sha256", repo.train_script_sha256},
          {"git_commit", repo.git_commit},
          {"git_dirty", or_null(repo.git_dirty)},
          {"git_note", repo.git_note}};
}

Json json_of(const BatchTask& task) {
  return {{"system", task.system},
          {"node", task.node},
          {"job_id", task.job_id},
          {"array_task", or_null(task.array_task)},
          {"restarts", task.restarts},
          {"block", task.block},
          {"claim", task.claim},
          {"submission", task.submission},
          {"exclusive", task.exclusive}};
}

Json json_of(const SessionInfo& info) {
  Json object = {{"name", info.name}, {"directory", info.directory}};
  put_instant(object, "start", info.start);
  object.update({{"program_version", info.program_version},
                 {"host", info.host},
                 {"kernel", info.kernel},
                 {"boot_id", info.boot_id},
                 {"cpu_model", info.cpu_model},
                 {"user", info.user},
                 {"privileges", info.privileges},
                 {"governor_asked", info.governor_asked},
                 {"governor", info.governor},
                 {"governor_note", info.governor_note},
                 {"settings_file", info.settings_file},
                 {"catalogue_file", info.catalogue_file},
                 {"settings_sha256", info.settings_sha256},
                 {"catalogue_sha256", info.catalogue_sha256},
                 {"network_file_system", info.network_file_system},
                 {"gpu_asked", info.gpu_asked},
                 {"nvml_library", info.nvml_library},
                 {"tree_method_asked", info.tree_method_asked},
                 {"machine_shared", info.machine_shared},
                 {"limits", json_of(info.limits)},
                 {"order", to_text(info.order)},
                 {"electricity", json_of(info.tariff)},
                 {"batch", info.batch ? json_of(*info.batch) : Json()},
                 {"imported_from", info.imported_from},
                 {"writer_pid", info.writer_pid},
                 {"writer_start_ticks", info.writer_start_ticks},
                 {"repos", array_of(info.repos)},
                 {"fitness", array_of(info.fitness)},
                 {"instrumentation", json_of(info.instrumentation)},
                 {"own_devices", info.own_devices}});
  return object;
}

}  // namespace mutation
