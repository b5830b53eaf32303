#include "record/energy_files.h"

#include <fmt/format.h>

#include "base/text.h"
#include "os/file.h"
#include "record/trace_csv.h"
#include "record/trace_overview.h"

namespace mutation {
namespace {

Status open_with_head(const std::string& path, const std::string& head, AppendFile& file) {
  if (head.empty()) return {};
  Result<AppendFile> opened = AppendFile::open(path);
  if (!opened) return opened.error();
  file = std::move(*opened);
  return file.append(head);
}

Status append_rows(const std::string& rows, AppendFile& file) {
  if (rows.empty() || !file.is_open()) return {};
  return file.append(rows);
}

void add_line(std::string& text, const char* name, const std::optional<double>& joules) {
  if (joules) text += fmt::format("{} (Joules): {:.2f}\n", name, *joules);
}

}  // namespace

std::string cpu_energy_text(const EnergyMetrics& energy) {
  if (!energy.cpu_energy_total_joules) return {};
  std::string text = "CPU Energy Consumption Summary\n==============================\n";
  add_line(text, "Package Energy", energy.cpu_energy_pkg_joules);
  add_line(text, "RAM Energy", energy.cpu_energy_ram_joules);
  add_line(text, "Total CPU Energy", energy.cpu_energy_total_joules);
  return text + "\nNote: Measured from energy counters over the foreground training; domains: " +
         joined(energy.cpu_energy_domains, ", ") + "\nA line that is missing was not measured\n";
}

EnergyFiles::EnergyFiles(std::string directory, const Instrumentation& instrumentation,
                         std::vector<int> own, const Instant& begin, AppendFile trace)
    : directory_(std::move(directory)),
      instrumentation_(&instrumentation),
      begin_(begin),
      trace_(std::move(trace)),
      thinning_(instrumentation, begin.monotonic),
      one_hertz_(instrumentation, std::move(own)) {}

Result<EnergyFiles> EnergyFiles::open(const std::string& directory,
                                      const Instrumentation& instrumentation, std::vector<int> own,
                                      const Instant& begin) {
  AppendFile trace;
  if (Status opened = open_with_head(directory + "/trace.csv", trace_head(), trace); !opened) {
    return opened.error();
  }
  return EnergyFiles(directory, instrumentation, std::move(own), begin, std::move(trace));
}

Status EnergyFiles::append(const SampleBatch& batch) {
  const std::string rows = trace_rows(batch, *instrumentation_, begin_);
  const Status traced = append_rows(rows, trace_);
  thinning_.add(batch);
  // Also when the trace could not be written: its sum is one of the run's figures.
  const Status written = write_rows(one_hertz_.add(batch));
  return traced ? written : traced;
}

Status EnergyFiles::foreground_started(const Instant& at) {
  one_hertz_.start(at);
  const OneHertzRows heads = one_hertz_.heads();
  const std::string prefix = directory_ + "/gpu_";
  if (Status made = open_with_head(prefix + "power.csv", heads.power, power_); !made) return made;
  if (Status made = open_with_head(prefix + "temperature.csv", heads.temperature, temperature_);
      !made) {
    return made;
  }
  return open_with_head(prefix + "utilization.csv", heads.utilization, utilization_);
}

Status EnergyFiles::foreground_ended(const Instant& at) {
  return write_rows(one_hertz_.finish(at));
}

Status EnergyFiles::write_rows(const OneHertzRows& rows) {
  if (Status written = append_rows(rows.power, power_); !written) return written;
  if (Status written = append_rows(rows.temperature, temperature_); !written) return written;
  return append_rows(rows.utilization, utilization_);
}

Status EnergyFiles::write_cpu_energy(const EnergyMetrics& energy) const {
  const std::string text = cpu_energy_text(energy);
  AppendFile file;
  return open_with_head(directory_ + "/cpu_energy.txt", text, file);
}

Status EnergyFiles::write_overview(const Instant& end) const {
  const std::string path = directory_ + "/" + kOverviewFile;
  const Result<UniqueFd> file = open_anew(path);
  if (!file) return file.error();
  return write_all(file->get(), overview_text(thinning_.channels(end.monotonic)), path);
}

}  // namespace mutation
