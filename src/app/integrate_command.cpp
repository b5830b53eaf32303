// `mutation integrate`: what a recorded trace amounts to, for people or as JSON. Reads one file and
// writes none.
#include <fmt/format.h>

#include <algorithm>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"
#include "base/text.h"
#include "progress/display_width.h"
#include "progress/text_table.h"
#include "record/trace_figures.h"

namespace mutation {
namespace {

std::string number(const std::optional<double>& value, int decimals = 1) {
  return value ? fmt::format("{:.{}f}", *value, decimals) : "-";
}

std::optional<double> value_of(const auto& amount) {
  return amount ? std::optional(amount->value) : std::nullopt;
}

void print_table(const TextTable& table) {
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
}

std::string name_of(const Device& device) {
  return device.id + (device.simulated ? " (simulated)" : "");
}

void print_energy(const RecordedTrace& trace, const TraceFigures& figures) {
  TextTable table({{"device"},
                   {"energy J", Align::right},
                   {"± J", Align::right},
                   {"by"},
                   {"integral J", Align::right},
                   {"differs", Align::right},
                   {"mean W", Align::right},
                   {"coverage", Align::right},
                   {"reason"}});
  for (const DeviceFigures& device : figures.devices) {
    const EnergyFigure& energy = device.energy;
    table.add_row({name_of(trace.instrumentation.devices[static_cast<size_t>(device.device)]),
                   number(value_of(energy.energy)), number(value_of(energy.uncertainty)),
                   energy.energy ? energy.method : "-", number(value_of(energy.integral)),
                   device.disagreement ? fmt::format("{:+.2f} %", 100 * *device.disagreement) : "-",
                   number(value_of(device.mean_power)),
                   fmt::format("{:.1f} %", 100 * energy.coverage), energy.reason});
  }
  print_table(table);
}

// What the uncertainty is made of, and how often the sensor updates itself.
void print_uncertainty(const RecordedTrace& trace, const DeviceFigures& device) {
  const EnergyFigure& energy = device.energy;
  if (!energy.energy || !energy.uncertainty) return;
  std::vector<std::string> parts;
  for (const UncertaintyPart& part : energy.uncertainty_parts)
    parts.push_back(fmt::format("{} {:.1f} J", part.name, part.joules.value));
  const double share =
      energy.energy->value > 0 ? 100 * energy.uncertainty->value / energy.energy->value : 0;
  fmt::print("Uncertainty: {}: ± {:.1f} J ({:.2f} %) in 95 of 100 cases{}{}; {}\n",
             printable(trace.instrumentation.devices[static_cast<size_t>(device.device)].id),
             energy.uncertainty->value, share, parts.empty() ? "" : ": ", joined(parts, ", "),
             energy.update_period ? fmt::format("the sensor updates itself every {:.1f} ms",
                                                1000 * energy.update_period->count())
                                  : "how often the sensor updates itself is not seen");
}

void print_channels(const RecordedTrace& trace, const TraceFigures& figures) {
  TextTable table({{"device"},
                   {"quantity"},
                   {"mean", Align::right},
                   {"max", Align::right},
                   {"min", Align::right},
                   {"unit"},
                   {"readings", Align::right},
                   {"Hz", Align::right},
                   {"failed", Align::right}});
  for (const DeviceFigures& device : figures.devices) {
    for (const ChannelFigures& channel : device.channels) {
      const Channel& of = trace.instrumentation.channels[static_cast<size_t>(channel.channel)];
      const auto& summary = channel.summary;
      table.add_row({trace.instrumentation.devices[static_cast<size_t>(device.device)].id,
                     to_text(of.quantity),
                     number(summary ? std::optional(summary->mean) : std::nullopt),
                     number(summary ? std::optional(summary->max) : std::nullopt),
                     number(summary ? std::optional(summary->min) : std::nullopt),
                     unit_of(of.quantity), std::to_string(channel.readings), number(channel.hertz),
                     std::to_string(channel.failed_reads)});
    }
  }
  print_table(table);
}

// One line a channel; --json has every gap.
void print_gaps(const RecordedTrace& trace, const DeviceFigures& device,
                const ChannelFigures& channel) {
  if (channel.gaps.empty()) return;
  Seconds all{0};
  for (const TraceGap& gap : channel.gaps) all += gap.length;
  const TraceGap& longest = *std::ranges::max_element(channel.gaps, {}, &TraceGap::length);
  const Channel& of = trace.instrumentation.channels[static_cast<size_t>(channel.channel)];
  fmt::print(
      "Gaps: {} {}: {} without a reading, {:.1f} s in all; the longest of {:.1f} s begins {:.1f} s "
      "after the start ({})\n",
      printable(trace.instrumentation.devices[static_cast<size_t>(device.device)].id),
      to_text(of.quantity), channel.gaps.size(), all.count(), longest.length.count(),
      longest.after.count(),
      longest.reason.empty() ? "no reason is recorded" : printable(longest.reason));
}

void print_figures(const std::string& file, const RecordedTrace& trace,
                   const TraceFigures& figures) {
  fmt::print("{}: {} rows of {}.csv", file, trace.rows, to_text(trace.kind));
  if (trace.utc_start) {
    fmt::print(" from {} on, {:.1f} s ({})", iso_utc(*trace.utc_start), figures.duration.count(),
               human_duration(figures.duration));
  }
  fmt::print("\n");
  if (!figures.devices.empty()) {
    print_energy(trace, figures);
    for (const DeviceFigures& device : figures.devices) print_uncertainty(trace, device);
    print_channels(trace, figures);
  }
  if (figures.legacy_sum) {
    fmt::print("The Python tool's total: {:.1f} J, the plain sum of its rows\n",
               *figures.legacy_sum);
  }
  for (const DeviceFigures& device : figures.devices) {
    for (const ChannelFigures& channel : device.channels) print_gaps(trace, device, channel);
  }
  for (const Absence& absence : trace.instrumentation.absences)
    fmt::print("Not measured: {}: {}\n", absence.what, printable(absence.reason));
  for (const std::string& note : trace.notes) fmt::print("Note: {}\n", note);
  for (const std::string& unknown : figures.not_known) fmt::print("Not known: {}\n", unknown);
}

}  // namespace

int do_integrate(const Options& options) {
  const Result<RecordedTrace> trace = read_trace_file(options.trace_file);
  if (!trace) {
    print_error(trace.error());
    return kExitUsage;
  }
  const TraceFigures figures = figures_of(*trace);
  if (options.json) {
    fmt::print("{}", figures_json(*trace, figures, options.trace_file));
  } else {
    print_figures(options.trace_file, *trace, figures);
  }
  return kExitSuccess;
}

}  // namespace mutation
