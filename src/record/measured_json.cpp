// The figures of a single run stand at the top; of several the means do, with every run beside
// them.
#include "record/measured_json.h"

#include <algorithm>

#include "base/check.h"
#include "energy/measured_spread.h"
#include "record/json_of.h"
#include "record/json_parts.h"

namespace mutation {
namespace {

constexpr int kMeasurementSchemaVersion = 1;

Json source_of(const MeasuredDevice& measured) {
  if (!measured.figure.energy) return Json();
  return measured.device.simulated ? "simulated" : measured.figure.method;
}

void put_energy(const MeasuredDevice& measured, Json& object) {
  const EnergyFigure& figure = measured.figure;
  object["energy_joules"] = or_null(figure.energy);
  object["source"] = source_of(measured);
  object["integral_joules"] =
      or_null(figure.method == "integral" ? figure.energy : figure.integral);
  object["uncertainty_joules"] = or_null(figure.uncertainty);
  object["uncertainty_parts"] = array_of(figure.uncertainty_parts);
  object["coverage"] = figure.coverage;
  object["over_seconds"] = measured.over.count();
  object["update_period_seconds"] = or_null(figure.update_period);
  object["channel"] = text_or_null(figure.source);
  object["reason"] = text_or_null(figure.reason);
}

Json gpu_json(const MeasuredDevice& gpu) {
  Json object = {{"uuid", gpu.device.id},
                 {"name", gpu.device.name},
                 {"index", gpu.device.index},
                 {"own", gpu.own},
                 {"simulated", gpu.device.simulated}};
  put_energy(gpu, object);
  object["net_joules"] = or_null(gpu.net);
  object["net_reason"] = text_or_null(gpu.net_reason);
  object["idle_watts"] = or_null(gpu.idle_power);
  object["mean_watts"] = or_null(gpu.mean_power);
  object["max_watts"] = or_null(gpu.max_power);
  object["start_temperature_celsius"] = or_null(gpu.start_temperature);
  object["max_temperature_celsius"] = or_null(gpu.max_temperature);
  return object;
}

Json plain_device_json(const MeasuredDevice& measured) {
  Json object = {{"id", measured.device.id}, {"name", measured.device.name}};
  if (measured.device.kind == DeviceKind::cpu) object["in_total"] = measured.device.in_total;
  put_energy(measured, object);
  return object;
}

template <typename Form>
Json list_of(const std::vector<MeasuredDevice>& devices, Form form) {
  Json list = Json::array();
  for (const MeasuredDevice& device : devices) list.push_back(form(device));
  return list;
}

Json sampling_json(const Measurement& measurement, const MeasuredRun& run) {
  return {{"asked_hertz", or_null(measurement.hertz)},
          {"power_readings_per_second", or_null(run.power_readings_per_second)},
          {"readers", array_of(run.readers)},
          {"gaps", run.gaps}};
}

void put_run(const Measurement& measurement, const MeasuredRun& run,
             std::optional<Seconds> duration, Json& object) {
  object["exit_code"] = or_null(run.status.code);
  object["signal"] = or_null(run.status.signal);
  object["start_error"] = text_or_null(run.start_error);
  object["timed_out"] = run.timed_out;
  object["interrupted"] = run.interrupted;
  object["duration_seconds"] = or_null(duration);
  const bool started = was_started(run);
  put_instant(object, "start", started ? std::optional(run.start) : std::nullopt);
  put_instant(object, "end", started ? std::optional(run.end) : std::nullopt);
  object["gpus"] = list_of(run.gpus, gpu_json);
  object["cpu"] = {{"package_joules", or_null(run.cpu.package)},
                   {"dram_joules", or_null(run.cpu.dram)},
                   {"reasons", run.cpu.reasons},
                   {"domains", list_of(run.cpu.domains, plain_device_json)}};
  object["meters"] = list_of(run.meters, plain_device_json);
  object["sampling"] = sampling_json(measurement, run);
  object["strangers"] = array_of(run.strangers);
  object["throttling"] = array_of(run.throttling);
  object["foreign_cpu_fraction"] = or_null(run.foreign_cpu_fraction);
  object["survivors"] = run.survivors;
}

Json spread_json(const std::optional<Spread>& spread) {
  if (!spread) return Json();
  return {{"mean", spread->mean},
          {"standard_deviation", or_null(spread->standard_deviation)},
          {"relative", or_null(spread->relative)}};
}

Json statistics_json(const std::vector<MeasuredRun>& runs) {
  const MeasuredSpread spread = spread_of(runs);
  Json gpus = Json::array();
  for (size_t i = 0; i < spread.gpus.size(); ++i) {
    gpus.push_back({{"uuid", runs.front().gpus[i].device.id},
                    {"energy_joules", spread_json(spread.gpus[i].energy)},
                    {"net_joules", spread_json(spread.gpus[i].net)}});
  }
  return {{"runs", runs.size()},
          {"duration_seconds", spread_json(spread.duration)},
          {"gpus", std::move(gpus)},
          {"cpu",
           {{"package_joules", spread_json(spread.package)},
            {"dram_joules", spread_json(spread.dram)}}}};
}

}  // namespace

std::string measurement_json(const Measurement& measurement) {
  MUTATION_CHECK(!measurement.runs.empty());
  const std::vector<MeasuredRun>& runs = measurement.runs;
  Json object = {{"schema_version", kMeasurementSchemaVersion},
                 {"command", measurement.command},
                 {"directory", measurement.directory},
                 {"idle_seconds", measurement.idle.count()}};
  const MeasuredRun mean = mean_of(runs);
  const bool all_started = std::ranges::all_of(runs, was_started);
  put_run(measurement, mean, all_started ? std::optional(mean.duration) : std::nullopt, object);
  object["absences"] = array_of(measurement.absences);
  object["notes"] = measurement.notes;
  if (runs.size() > 1) {
    object["exit_code"] = measurement.exit_code;
    object["statistics"] = statistics_json(runs);
    Json list = Json::array();
    for (const MeasuredRun& run : runs) {
      Json one;
      put_run(measurement, run, was_started(run) ? std::optional(run.duration) : std::nullopt, one);
      list.push_back(std::move(one));
    }
    object["runs"] = std::move(list);
  }
  return to_document(object);
}

}  // namespace mutation
