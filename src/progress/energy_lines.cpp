#include "progress/energy_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "base/text.h"
#include "progress/figures.h"
#include "progress/instruments.h"

namespace mutation {
namespace {

constexpr double kWholeCoverage = 0.995;  // what would be rounded to 100 %
constexpr double kNotablePercent = 1;     // integral and counter disagree from here on

// The devices' figures over the foreground phase.
std::vector<DeviceEnergy> foreground_figures(const AttemptRecord& attempt, DeviceKind kind) {
  std::vector<DeviceEnergy> figures;
  for (const PhaseRecord& phase : attempt.phases) {
    if (phase.kind != PhaseKind::foreground) continue;
    std::ranges::copy_if(phase.energy, std::back_inserter(figures),
                         [kind](const DeviceEnergy& device) { return device.kind == kind; });
  }
  return figures;
}

// "integral 13.59 kJ, 3.1 % less"; "" where they agree.
std::string disagreement(Joules energy, Joules integral) {
  const std::string text = "integral " + energy_text(integral);
  if (energy.value <= 0) return text;
  const double percent = (integral.value / energy.value - 1) * 100;
  if (std::abs(percent) < kNotablePercent) return "";
  return text + fmt::format(", {:.1f} % {}", std::abs(percent), percent > 0 ? "more" : "less");
}

// In joules as long as they can be read: "12 J", "1.2 J", "0.12 J". No figure is exact: "<0.01 J".
std::string uncertainty_text(Joules uncertainty) {
  if (uncertainty.value < 0.005) return "<0.01 J";
  if (uncertainty.value >= 9999.5) return energy_text(uncertainty);
  const int decimals = uncertainty.value < 0.995 ? 2 : uncertainty.value < 9.95 ? 1 : 0;
  return fmt::format("{:.{}f} J", uncertainty.value, decimals);
}

// "14.03 kJ ± 12 J".
std::string with_uncertainty(Joules energy, std::optional<Joules> uncertainty) {
  return energy_text(energy) + (uncertainty ? " ± " + uncertainty_text(*uncertainty) : "");
}

// "counter; integral 13.59 kJ, 3.1 % less".
std::string how_measured(const EnergyFigure& figure) {
  std::vector<std::string> parts;
  if (!figure.method.empty()) parts.push_back(figure.method);
  if (figure.method != "integral" && figure.energy && figure.integral) {
    const std::string differs = disagreement(*figure.energy, *figure.integral);
    if (!differs.empty()) parts.push_back(differs);
  }
  if (!figure.reason.empty()) {
    parts.push_back(figure.reason);
  } else if (figure.coverage < kWholeCoverage) {
    parts.push_back(fmt::format("readings cover {:.0f} %", figure.coverage * 100));
  }
  return joined(parts, "; ");
}

std::string in_brackets(const std::string& text) {
  return text.empty() ? "" : " (" + text + ")";
}

bool has_foreground(const AttemptRecord& attempt) {
  return std::ranges::any_of(
      attempt.phases, [](const PhaseRecord& phase) { return phase.kind == PhaseKind::foreground; });
}

std::string not_measured(const std::string& reason) {
  return "not measured: " + (reason.empty() ? "no reason is recorded" : reason);
}

using Prefixes = std::initializer_list<std::string_view>;

// The record's reasons stand as "what: why". Takes the first whose "what" begins with one of
// `prefixes`, so that it is not told twice, and gives its "why"; "" when there is none.
std::string take_reason(std::vector<std::string>& reasons, Prefixes prefixes) {
  const auto named = std::ranges::find_if(reasons, [&](const std::string& reason) {
    return std::ranges::any_of(prefixes,
                               [&](std::string_view prefix) { return reason.starts_with(prefix); });
  });
  if (named == reasons.end()) return "";
  const size_t colon = named->find(": ");
  const std::string why = colon == named->npos ? *named : named->substr(colon + 2);
  reasons.erase(named);
  return why;
}

// Why a device's energy is absent: as its figures say, else the record, else the session.
std::string why_no_energy(const AttemptRecord& attempt, const std::vector<DeviceEnergy>& figures,
                          std::vector<std::string>& reasons, Prefixes prefixes,
                          const Instrumentation& instrumentation, std::string_view device) {
  if (!has_foreground(attempt)) return "the foreground training was not reached";
  for (const DeviceEnergy& figure : figures) {
    if (figure.in_total && !figure.figure.energy && !figure.figure.reason.empty()) {
      return figure.figure.reason;
    }
  }
  const std::string reason = take_reason(reasons, prefixes);
  return reason.empty() ? reason_of_absence(instrumentation, device).value_or("") : reason;
}

Line device_line(const DeviceEnergy& device, const Instrumentation& instrumentation) {
  const EnergyFigure& figure = device.figure;
  const std::string value = figure.energy ? with_uncertainty(*figure.energy, figure.uncertainty) +
                                                in_brackets(how_measured(figure))
                                          : not_measured(figure.reason);
  return labelled("", fmt::format("{}: {}{}{}", device_label(instrumentation, device.device), value,
                                  device.simulated ? ", simulated" : "",
                                  device.in_total ? "" : ", not in the sum"));
}

// Above idle or above the background alone: a figure with its caveat, or why there is none.
Line net_line(const char* name, std::optional<double> joules, const std::string& reason) {
  if (!joules) return labelled("", fmt::format("{} {}", name, not_measured(reason)), Tone::dim);
  return labelled("", fmt::format("{} {}{}", name, energy_text({*joules}), in_brackets(reason)));
}

Lines gpu_energy_lines(const AttemptRecord& attempt, WithBackground background,
                       const Instrumentation& instrumentation, std::vector<std::string>& reasons) {
  const EnergyMetrics& energy = attempt.energy;
  const std::vector<DeviceEnergy> figures = foreground_figures(attempt, DeviceKind::gpu);
  const bool single = figures.size() == 1;
  if (!energy.gpu_energy_total_joules) {
    Lines lines = {
        labelled("GPU energy",
                 not_measured(why_no_energy(attempt, figures, reasons, {"gpu_energy_total", "GPU"},
                                            instrumentation, "GPU")),
                 Tone::doubtful)};
    for (const auto& device : figures) {
      if (device.figure.energy) lines.push_back(device_line(device, instrumentation));
    }
    return lines;
  }
  const std::optional<Joules> uncertainty =
      energy.gpu_energy_uncertainty_joules
          ? std::optional(Joules{*energy.gpu_energy_uncertainty_joules})
          : std::nullopt;
  Lines lines = {
      labelled("GPU energy", with_uncertainty({*energy.gpu_energy_total_joules}, uncertainty) +
                                 (single ? in_brackets(how_measured(figures.front().figure)) : "") +
                                 (energy.simulated ? ", simulated" : ""))};
  if (!single) {
    for (const auto& device : figures) lines.push_back(device_line(device, instrumentation));
  }
  lines.push_back(net_line("above idle", energy.gpu_energy_above_idle_joules,
                           take_reason(reasons, {"gpu_energy_above_idle"})));
  if (background == WithBackground::yes) {
    lines.push_back(net_line("above the background", energy.gpu_energy_above_background_joules,
                             take_reason(reasons, {"gpu_energy_above_background"})));
  }
  return lines;
}

// "average 58.2 °C, highest 63 °C" from those that are there; "" for none.
std::string spread(std::initializer_list<std::pair<const char*, std::optional<double>>> values,
                   std::string (*text)(double)) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : values) {
    if (value) parts.push_back(fmt::format("{} {}", name, text(*value)));
  }
  return joined(parts, ", ");
}

// A quantity of the GPU as the lines show it, and by which names its absence is explained.
struct GpuQuantity {
  const char* label;
  Quantity quantity;
  std::string text;  // "" when absent
  std::string_view record_prefix;
};

std::string why_no_reading(const GpuQuantity& what, const AttemptRecord& attempt,
                           const Instrumentation& instrumentation,
                           std::vector<std::string>& reasons) {
  if (!has_foreground(attempt)) return "the foreground training was not reached";
  const std::string recorded = take_reason(reasons, {what.record_prefix, what.label});
  if (!recorded.empty()) return recorded;
  const std::string absent = std::string("GPU ") + to_text(what.quantity);
  if (const auto reason = reason_of_absence(instrumentation, absent)) return *reason;
  const bool offered = std::ranges::any_of(instrumentation.channels, [&](const Channel& channel) {
    return channel.quantity == what.quantity;
  });
  if (offered) return "no reading during the foreground training";
  // Where a GPU is read, what is said of others of its sensors is no reason for this one.
  const bool any = std::ranges::any_of(
      instrumentation.devices, [](const Device& device) { return device.kind == DeviceKind::gpu; });
  const auto none = any ? std::nullopt : reason_of_absence(instrumentation, "GPU");
  return none.value_or("no source offers it");
}

Lines gpu_state_lines(const AttemptRecord& attempt, const Instrumentation& instrumentation,
                      std::vector<std::string>& reasons) {
  const EnergyMetrics& energy = attempt.energy;
  const auto watts = [](double value) { return power_text({value}); };
  const auto celsius = [](double value) { return temperature_text({value}); };
  Lines lines;
  for (const GpuQuantity& what : {GpuQuantity{"GPU power", Quantity::power,
                                              spread({{"average", energy.gpu_power_avg_watts},
                                                      {"highest", energy.gpu_power_max_watts},
                                                      {"lowest", energy.gpu_power_min_watts}},
                                                     watts),
                                              "gpu_power"},
                                  GpuQuantity{"GPU temperature", Quantity::temperature,
                                              spread({{"average", energy.gpu_temp_avg_celsius},
                                                      {"highest", energy.gpu_temp_max_celsius}},
                                                     celsius),
                                              "gpu_temp"},
                                  GpuQuantity{"GPU utilisation", Quantity::utilization,
                                              spread({{"average", energy.gpu_util_avg_percent},
                                                      {"highest", energy.gpu_util_max_percent}},
                                                     percent_text),
                                              "gpu_util"}}) {
    if (what.text.empty()) {
      lines.push_back(labelled(
          what.label, not_measured(why_no_reading(what, attempt, instrumentation, reasons)),
          Tone::doubtful));
    } else {
      lines.push_back(labelled(what.label, what.text + (energy.simulated ? ", simulated" : "")));
    }
  }
  return lines;
}

Line cpu_energy_line(const AttemptRecord& attempt, const Instrumentation& instrumentation,
                     std::vector<std::string>& reasons) {
  const std::vector<DeviceEnergy> figures = foreground_figures(attempt, DeviceKind::cpu);
  const EnergyMetrics& energy = attempt.energy;
  if (!energy.cpu_energy_total_joules) {
    return labelled(
        "CPU energy",
        not_measured(why_no_energy(attempt, figures, reasons, {"cpu_energy", "CPU energy"},
                                   instrumentation, "CPU")),
        Tone::doubtful);
  }
  std::vector<std::string> domains;
  for (const DeviceEnergy& domain : figures) {
    if (domain.in_total && domain.figure.energy) {
      domains.push_back(domain.device + " " + energy_text(*domain.figure.energy));
    }
  }
  const auto& named = domains.empty() ? energy.cpu_energy_domains : domains;
  return labelled("CPU energy", energy_text({*energy.cpu_energy_total_joules}) +
                                    in_brackets(joined(named, ", ")));
}

bool anything_of_gpu(const AttemptRecord& attempt) {
  const EnergyMetrics& energy = attempt.energy;
  return energy.gpu_energy_total_joules || energy.gpu_power_avg_watts ||
         energy.gpu_temp_avg_celsius || energy.gpu_util_avg_percent ||
         !foreground_figures(attempt, DeviceKind::gpu).empty();
}

// What the lines above or the session's start have told already.
void drop_told(std::vector<std::string>& reasons, const AttemptRecord& attempt,
               const Instrumentation& instrumentation) {
  for (const PhaseRecord& phase : attempt.phases) {
    for (const DeviceEnergy& device : phase.energy) {
      std::erase(reasons, device.device + ": " + device.figure.reason);
    }
  }
  for (const Absence& absence : instrumentation.absences) {
    std::erase(reasons, absence.what + ": " + absence.reason);
  }
}

}  // namespace

Lines energy_lines(const AttemptRecord& attempt, WithBackground background,
                   const Instrumentation& instrumentation) {
  std::vector<std::string> reasons = attempt.energy.reasons;
  Lines lines = gpu_energy_lines(attempt, background, instrumentation, reasons);
  // Without any figure of a GPU its one line has said it all.
  if (anything_of_gpu(attempt)) {
    append(lines, gpu_state_lines(attempt, instrumentation, reasons));
  }
  lines.push_back(cpu_energy_line(attempt, instrumentation, reasons));
  drop_told(reasons, attempt, instrumentation);
  std::string label = "Remarks";
  for (const std::string& reason : reasons) {
    lines.push_back(labelled(label, reason, Tone::dim));
    label.clear();
  }
  return lines;
}

}  // namespace mutation
