// In the spirit of `perf stat`: the figure to the right of a column, what it is beside it.
#include "app/measured_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.h"
#include "base/text.h"
#include "energy/measured_spread.h"
#include "progress/display_width.h"
#include "progress/figures.h"
#include "record/trace_fields.h"

namespace mutation {
namespace {

class Report {
 public:
  void heading(const std::string& text) { lines_ += "\n " + printable(text) + "\n"; }
  void figure(const std::string& value, const std::string& meaning) {
    lines_ += fmt::format("{:>18}   {}\n", value, printable(meaning));
  }
  void line(const std::string& text) { lines_ += "   " + printable(text) + "\n"; }
  std::string text() const { return lines_ + "\n"; }

 private:
  std::string lines_;
};

// " ± 1.2 J", " (± 0.31 % over the runs)"; "" where there is none.
std::string uncertainty_text(const EnergyFigure& figure) {
  return figure.uncertainty ? " ± " + energy_text(*figure.uncertainty) : "";
}

std::string spread_text(const std::optional<Spread>& spread) {
  if (!spread || !spread->relative) return "";
  return fmt::format(", standard deviation {:.2f} %", 100 * *spread->relative);
}

std::string origin_text(const MeasuredDevice& measured) {
  const EnergyFigure& figure = measured.figure;
  std::string text = figure.method == "counter" ? "by its counter" : "by the integral of its power";
  if (measured.device.simulated) text = "SIMULATED, no measurement; " + text;
  if (figure.method == "counter" && figure.integral)
    text += ", integral of power " + energy_text(*figure.integral);
  if (figure.coverage < 1) text += fmt::format(", covers {:.1f} %", 100 * figure.coverage);
  return text;
}

void add_energy(const MeasuredDevice& measured, const std::optional<Spread>& spread,
                Report& report) {
  const EnergyFigure& figure = measured.figure;
  if (!figure.energy) return report.figure("not measured", "energy: " + figure.reason);
  report.figure(energy_text(*figure.energy) + uncertainty_text(figure),
                "energy" + spread_text(spread) + ", " + origin_text(measured));
  if (!figure.reason.empty()) report.figure("", figure.reason);
}

void add_gpu(const MeasuredDevice& gpu, const DeviceSpread& spread, Report& report) {
  report.heading(fmt::format("GPU {}: {} ({}){}", gpu.device.index, gpu.device.name, gpu.device.id,
                             gpu.own ? "" : ", not the command's"));
  add_energy(gpu, spread.energy, report);
  if (gpu.net) {
    report.figure(
        energy_text(*gpu.net),
        "net" + spread_text(spread.net) +
            (gpu.idle_power ? ", above " + power_text(*gpu.idle_power) + " at idle" : ""));
  } else {
    report.figure("no net energy", gpu.net_reason);
  }
  if (gpu.mean_power && gpu.max_power)
    report.figure(power_text(*gpu.mean_power), "mean, " + power_text(*gpu.max_power) + " maximum");
  if (gpu.start_temperature && gpu.max_temperature)
    report.figure(temperature_text(*gpu.start_temperature),
                  "at the start, " + temperature_text(*gpu.max_temperature) + " maximum");
}

void add_cpu(const MeasuredCpu& cpu, const MeasuredSpread& spread, Report& report) {
  report.heading("CPU");
  const auto add = [&](const std::optional<Joules>& energy, const std::optional<Spread>& over,
                       const std::string& what) {
    report.figure(energy ? energy_text(*energy) : "not measured", what + spread_text(over));
  };
  add(cpu.package, spread.package, "packages");
  add(cpu.dram, spread.dram, "DRAM");
  for (const std::string& reason : cpu.reasons) report.figure("", reason);
}

std::string end_text(const MeasuredRun& run) {
  if (!run.start_error.empty()) return "not started: " + run.start_error;
  std::string text = to_text(run.status);
  if (run.timed_out) text += ", stopped: its time was over";
  if (run.interrupted) text += ", interrupted";
  return text;
}

void add_runs(const std::vector<MeasuredRun>& runs, Report& report) {
  report.heading("Runs");
  for (size_t i = 0; i < runs.size(); ++i) {
    std::string line = was_started(runs[i])
                           ? fmt::format("{:>3}  {:>10.4f} s", i + 1, runs[i].duration.count())
                           : fmt::format("{:>3}  {:>12}", i + 1, "-");
    for (const MeasuredDevice& gpu : runs[i].gpus) {
      line += fmt::format("  GPU {}: {}", gpu.device.index,
                          gpu.figure.energy ? energy_text(*gpu.figure.energy) : "-");
    }
    if (runs[i].cpu.package) line += "  CPU: " + energy_text(*runs[i].cpu.package);
    report.line(line + "  " + end_text(runs[i]));
  }
}

// "power_limit" of "GPU power limit of GPU-0"; "" for what is no quantity of a GPU.
std::string quantity_word(const Absence& absence) {
  constexpr std::string_view kGpu = "GPU ";
  const size_t end = absence.what.find(" of ");
  if (!absence.what.starts_with(kGpu) || end == std::string::npos) return "";
  std::string word = absence.what.substr(kGpu.size(), end - kGpu.size());
  std::ranges::replace(word, ' ', '_');
  return word;
}

// Whether a figure of the text or a warning in it lacks something: of a GPU's quantities three are
// shown. All absences stand in the JSON.
bool concerns_figures(const Absence& absence) {
  if (absence.what.starts_with("utilisation by each process")) return false;
  const std::optional<Quantity> quantity = quantity_named(quantity_word(absence));
  return !quantity || *quantity == Quantity::energy || *quantity == Quantity::power ||
         *quantity == Quantity::temperature;
}

void add_notes(const Measurement& measurement, Report& report) {
  for (const MeasuredRun& run : measurement.runs) {
    for (const std::string& gap : run.gaps) report.line("Gap: " + gap);
    for (const StrangerRecord& stranger : run.strangers) {
      report.line(fmt::format("Stranger on a GPU: pid {} ({})", stranger.pid, stranger.name));
    }
    for (const ThrottlingRecord& throttling : run.throttling) {
      report.line(fmt::format("Clocks held down: {} for {:.1f} s ({:.1f} % of the run)",
                              throttling.reason, throttling.total.count(),
                              100 * throttling.fraction));
    }
    if (run.foreign_cpu_fraction &&
        *run.foreign_cpu_fraction > RunRules{}.foreign_cpu_max_fraction) {
      report.line(fmt::format("Other processes used {:.0f} % of the CPUs",
                              100 * *run.foreign_cpu_fraction));
    }
    for (const std::string& survivor : run.survivors) report.line("Still alive: " + survivor);
  }
  for (const Absence& absence : measurement.absences) {
    if (!concerns_figures(absence)) continue;
    report.line("Not measured: " + absence.what + ": " + absence.reason +
                (absence.hint.empty() ? "" : " (" + absence.hint + ")"));
  }
  for (const std::string& note : measurement.notes) report.line("Note: " + note);
}

}  // namespace

std::string measurement_text(const Measurement& measurement) {
  MUTATION_CHECK(!measurement.runs.empty());
  const std::vector<MeasuredRun>& runs = measurement.runs;
  const MeasuredSpread spread = spread_of(runs);
  const MeasuredRun mean = mean_of(runs);
  Report report;
  report.heading(shell_quoted(measurement.command) +
                 (runs.size() > 1 ? fmt::format(": means of {} runs", runs.size()) : ""));
  for (size_t i = 0; i < mean.gpus.size(); ++i) add_gpu(mean.gpus[i], spread.gpus[i], report);
  add_cpu(mean.cpu, spread, report);
  for (const MeasuredDevice& meter : mean.meters) {
    report.heading(meter.device.name + " (" + meter.device.id + ")");
    add_energy(meter, std::nullopt, report);
  }
  if (runs.size() > 1) add_runs(runs, report);
  report.heading("The command");
  if (spread.duration) {
    report.figure(fmt::format("{:.4f} s", spread.duration->mean),
                  "duration" + spread_text(spread.duration));
  } else if (runs.size() > 1) {
    report.figure("not measured", "duration: the command was not started in every run");
  }
  if (runs.size() == 1) report.figure("", end_text(runs.front()));
  add_notes(measurement, report);
  return report.text();
}

}  // namespace mutation
