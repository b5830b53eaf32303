#include "export/long_table.h"

#include <string_view>
#include <utility>

#include "base/text.h"
#include "export/figures.h"
#include "export/selection.h"

namespace mutation {
namespace {

struct Description {
  std::string name;
  std::string unit;
  std::string meaning;
  std::string better = {};
};

// `give` gives for a run what CsvLine can add.
template <typename Give>
void put(Table& table, Description about, Give give) {
  table.columns.push_back({std::move(about.name), std::move(about.unit), std::move(about.meaning),
                           std::move(about.better),
                           [give](const RecordedRun& run, CsvLine& line) { line.add(give(run)); }});
}

using Run = const RecordedRun&;

std::string codes_of(Run run) {
  std::vector<std::string> codes;
  for (const Reason& reason : run.reasons) codes.push_back(reason.code);
  return joined(codes, ";");
}

std::string inferred_in(Run run) {
  std::vector<std::string> inferred = run.inferred;
  if (gpu_energy_method_of(run) == GpuEnergyMethod::mean_power)
    inferred.emplace_back("energy_gpu_total_joules is mean power x duration");
  return joined(inferred, "; ");
}

std::string utc_text(const std::optional<UtcTime>& time) {
  return time ? iso_utc(*time) : "";
}

void put_identity(Table& table) {
  put(table, {"run_id", "", "unique everywhere"}, [](Run run) { return run.run_id; });
  put(table, {"session", "", "the session's name"}, [](Run run) { return run.session; });
  put(table, {"experiment_id", "", "the run's folder; unique within its session only"},
      [](Run run) { return run.experiment_id; });
  put(table, {"record", "", "session: this program's own; else the file it was read from"},
      [](Run run) { return to_text(run.kind); });
  put(table, {"experiment_source", "", "as the Python tool's collections name it"},
      [](Run run) { return run.experiment_source; });
  put(table, {"timestamp", "local time", "the run's end, as recorded"},
      [](Run run) { return run.timestamp; });
  put(table, {"start", "UTC", "start of the foreground training"},
      [](Run run) { return utc_text(run.start); });
  put(table, {"end", "UTC", "end of the foreground training"},
      [](Run run) { return utc_text(run.end); });
  put(table, {"repository", "", "of the foreground training"},
      [](Run run) { return run.repository; });
  put(table, {"model", "", "of the foreground training"}, [](Run run) { return run.model; });
  put(table, {"mode", "", "sequential, or parallel: with a background training as load"},
      [](Run run) { return mode_text(run.parallel); });
  put(table, {"configuration", "", "runs of one configuration share it in a session; 0: not said"},
      [](Run run) { return run.configuration; });
  put(table, {"block", "", "of interleaved runs, from 1; 0: in no block"},
      [](Run run) { return run.block; });
  put(table, {"background_repository", "", "of the background training"},
      [](Run run) { return run.background ? run.background->repository : ""; });
  put(table, {"background_model", "", "of the background training"},
      [](Run run) { return run.background ? run.background->model : ""; });
}

void put_quality(Table& table) {
  put(table, {"outcome", "", "succeeded, suspect, failed, interrupted, unknown"}, outcome_text);
  put(table, {"reasons", "", "codes of why the outcome is what it is, apart by ;"}, codes_of);
  put(table, {"exit_code", "", "of the training"}, [](Run run) { return run.exit_code; });
  put(table, {"signal", "", "that ended the training"}, [](Run run) { return run.signal; });
  put(table, {"retries", "", "attempts after the first"}, [](Run run) { return run.retries; });
  put(table, {"error_message", "", "as recorded"}, [](Run run) { return run.error_message; });
  put(table, {"suspect", "", "evidence speaks against the figures"},
      [](Run run) { return outcome_of(run) == Outcome::suspect; });
  put(table, {"simulated", "", "a GPU figure comes from the simulated GPU: not for papers"},
      [](Run run) { return is_simulated(run); });
  put(table, {"imported", "", "recorded by another program than this one"},
      [](Run run) { return run.kind != RecordKind::session; });
  put(table, {"inferred", "", "what the record does not say and was concluded, apart by ;"},
      inferred_in);
  put(table, {"host", "", "the machine that the run was made on"},
      [](Run run) { return run.host; });
  put(table, {"device", "", "ids of the run's own GPUs, apart by a space"},
      [](Run run) { return run.device; });
  put(table, {"device_name", "", "names of the run's own GPUs, each once, apart by ;"},
      [](Run run) { return run.device_name; });
}

void put_audit(Table& table, const AuditedRuns& audited) {
  put(table, {"audit_verdict", "", "trust, doubtful, do not use, by this and all other runs read"},
      [&](Run run) { return verdict_of(audited.of(run)); });
  put(table, {"audit_codes", "", "what the audit found, the gravest first, apart by ;"},
      [&](Run run) { return joined(codes_of(audited.of(run)), ";"); });
  put(table, {"duplicate_of", "", "run_id of the run of which this is a copy"}, [&](Run run) {
    const RecordedRun* original = audited.original_of(run);
    return original ? original->run_id : "";
  });
}

void put_evidence(Table& table) {
  put(table, {"start_temperature_celsius", "°C", "of the GPU when the training started"},
      [](Run run) { return run.start_temperature; });
  put(table, {"cooling_seconds_taken", "s", "idle time before the training"},
      [](Run run) { return run.cooling_taken; });
  put(table, {"cooling_verdict", "", "whether the GPU had settled"},
      [](Run run) { return run.cooling_verdict; });
  put(table, {"load_verdict", "", "whether the background was shown to load the GPU"},
      [](Run run) { return run.load_verdict; });
  put(table, {"load_alive_fraction", "0..1", "share of the foreground with a background alive"},
      [](Run run) { return run.alive_fraction; });
  put(table, {"load_loaded_fraction", "0..1", "share of the foreground in which it loaded the GPU"},
      [](Run run) { return run.loaded_fraction; });
  put(table, {"strangers", "", "processes of others on the run's GPUs"},
      [](Run run) { return run.strangers; });
}

void put_hyperparameters(Table& table, const NamesOfRuns& names) {
  put(table, {"num_mutated", "", "how many hyperparameters were mutated"},
      [](Run run) { return run.mutated.size(); });
  put(table, {"mutated", "", "names of the hyperparameters that were mutated, apart by ;"},
      [](Run run) { return joined(run.mutated, ";"); });
  for (const std::string& name : names.hyperparameters) {
    put(table, {"hyperparam_" + name, "", "effective value of " + name + ", defaults filled in"},
        [name](Run run) { return effective_value(run, name); });
  }
  for (const std::string& name : names.hyperparameters) {
    put(table, {"mutated_" + name, "", "whether " + name + " was mutated in this run"},
        [name](Run run) { return is_mutated(run, name); });
  }
  for (const std::string& name : names.background_hyperparameters) {
    put(table, {"background_hyperparam_" + name, "", name + " as passed to the background"},
        [name](Run run) {
          return run.background ? find(run.background->hyperparameters, name) : nullptr;
        });
  }
}

void put_energy(Table& table) {
  put(table, {"duration_seconds", "s", "of the foreground training, last attempt"},
      [](Run run) { return run.duration; });
  for (const EnergyColumn& column : energy_columns()) {
    put(table, {column.name, column.unit, column.meaning},
        [figure = column.figure](Run run) { return analysed_figure_of(run, figure); });
  }
  put(table,
      {"energy_gpu_method", "",
       "of energy_gpu_total_joules: measured, trace (integrated from the Python tool's), "
       "mean_power_x_duration (inferred), sum_of_samples (the Python tool's)"},
      [](Run run) { return to_text(gpu_energy_method_of(run)); });
  put(table,
      {"energy_gpu_uncertainty_joules", "J",
       "half-width of the interval that holds energy_gpu_total_joules in 95 of 100 cases"},
      [](Run run) { return run.energy.gpu_energy_uncertainty_joules; });
  put(table, {"energy_gpu_reported_joules", "J", "GPU energy as the record has it"},
      [](Run run) { return run.reported.gpu_energy_total_joules; });
  put(table, {"energy_gpu_sum_legacy_joules", "J", "plain sum of the 1 Hz power samples"},
      [](Run run) { return run.energy.gpu_energy_sum_legacy_joules; });
  put(table, {"energy_gpu_above_idle_joules", "J", "GPU energy less idle power over the time"},
      [](Run run) { return run.energy.gpu_energy_above_idle_joules; });
  put(table,
      {"energy_gpu_above_background_joules", "J", "GPU energy less that of the background alone"},
      [](Run run) { return run.energy.gpu_energy_above_background_joules; });
  put(table,
      {"energy_gpu_foreground_share_joules", "J",
       "of the GPU energy above idle, the foreground's part by its share of utilisation"},
      [](Run run) { return run.energy.gpu_energy_foreground_share_joules; });
  put(table, {"energy_cpu_domains", "", "that energy_cpu_total_joules sums, apart by a space"},
      [](Run run) { return joined(run.energy.cpu_energy_domains, " "); });
}

}  // namespace

Table long_table(const std::vector<const RecordedRun*>& runs, const AuditedRuns& audited,
                 const Catalogue& catalogue) {
  const NamesOfRuns names = names_of(runs);
  Table table;
  put_identity(table);
  put_quality(table);
  put_audit(table, audited);
  put_hyperparameters(table, names);
  put_energy(table);
  for (const std::string& name : names.metrics) {
    put(table, {"perf_" + name, "", "metric " + name, better_of(catalogue, "", name)},
        [name](Run run) { return metric_of(run, name); });
  }
  put_evidence(table);
  return table;
}

std::vector<DictionaryEntry> dictionary_of(const Table& table, const std::string& file) {
  std::vector<DictionaryEntry> entries;
  for (const Column& column : table.columns) {
    entries.push_back({.table = file,
                       .column = column.name,
                       .unit = column.unit,
                       .meaning = column.meaning,
                       .better = column.better,
                       .mean = {},
                       .standard_deviation = {}});
  }
  return entries;
}

std::string dictionary_csv(const std::vector<DictionaryEntry>& entries) {
  std::string text = "table,column,unit,meaning,better,mean,standard_deviation\n";
  CsvLine line;
  for (const DictionaryEntry& entry : entries) {
    for (const std::string& field :
         {entry.table, entry.column, entry.unit, entry.meaning, entry.better})
      line.add(field);
    line.add(entry.mean);
    line.add(entry.standard_deviation);
    text += line.take("\n");
  }
  return text;
}

}  // namespace mutation
