#include "record/trace_figures.h"

#include <algorithm>

#include "base/text.h"
#include "energy/device_energy.h"
#include "record/json_parts.h"
#include "record/words.h"

namespace mutation {
namespace {

constexpr int kTraceFiguresSchemaVersion = 1;

const Trace& readings_of(const RecordedTrace& trace, int channel) {
  return trace.readings[static_cast<size_t>(channel)];
}

const Channel& channel_at(const RecordedTrace& trace, int channel) {
  return trace.instrumentation.channels[static_cast<size_t>(channel)];
}

// The device's first channel of this quantity that has readings; -1 without one.
int channel_of(const RecordedTrace& trace, int device, Quantity quantity) {
  const int count = static_cast<int>(trace.instrumentation.channels.size());
  for (int i = 0; i < count; ++i) {
    const Channel& channel = channel_at(trace, i);
    const bool meant = channel.device == device && channel.quantity == quantity;
    if (meant && !readings_of(trace, i).empty()) return i;
  }
  return -1;
}

// The Python tool's files follow no rate that is known beforehand: some have a row every second,
// some one every 2 to 4 s.
Seconds longest_gap_at(const RecordedTrace& trace, int channel) {
  return trace.kind == TraceKind::trace ? kLongestGap : longest_gap_of(readings_of(trace, channel));
}

std::optional<EnergyChannel> energy_channel_at(const RecordedTrace& trace, int channel) {
  if (channel < 0) return std::nullopt;
  EnergyChannel made = energy_channel(channel_at(trace, channel), readings_of(trace, channel));
  // The Python tool's files have whole seconds.
  if (trace.kind != TraceKind::trace) made.time_step = Seconds(1);
  made.longest_gap = longest_gap_at(trace, channel);
  return made;
}

const Trace* readings_or_null(const RecordedTrace& trace, int device, Quantity quantity) {
  const int channel = channel_of(trace, device, quantity);
  return channel < 0 ? nullptr : &readings_of(trace, channel);
}

std::string reason_within(const RecordedTrace& trace, int channel, MonotonicTime from,
                          MonotonicTime to) {
  const auto within = std::ranges::find_if(trace.failures, [&](const ReadFailure& failure) {
    return failure.channel == channel && failure.at >= from && failure.at <= to;
  });
  return within == trace.failures.end() ? "" : within->reason;
}

std::vector<TraceGap> gaps_of(const RecordedTrace& trace, int channel) {
  std::vector<TraceGap> gaps;
  MonotonicTime last = trace.stretch.start;
  const Seconds longest = longest_gap_at(trace, channel);
  const auto add_gap = [&](MonotonicTime to) {
    if (Seconds(to - last) > longest) {
      gaps.push_back(
          {last - trace.stretch.start, to - last, reason_within(trace, channel, last, to)});
    }
    last = to;
  };
  for (const TracePoint& point : readings_of(trace, channel)) add_gap(point.at);
  add_gap(trace.stretch.end);
  return gaps;
}

ChannelFigures channel_figures(const RecordedTrace& trace, int channel) {
  const Trace& readings = readings_of(trace, channel);
  ChannelFigures figures{.channel = channel, .summary = std::nullopt};
  // The mean of a counter means nothing.
  if (channel_at(trace, channel).quantity != Quantity::energy)
    figures.summary = summarize(readings, trace.stretch, longest_gap_at(trace, channel));
  figures.readings = readings.size();
  figures.failed_reads = static_cast<size_t>(std::ranges::count_if(
      trace.failures, [&](const ReadFailure& failure) { return failure.channel == channel; }));
  figures.hertz = reading_rate(readings, trace.stretch);
  figures.gaps = gaps_of(trace, channel);
  return figures;
}

DeviceFigures device_figures(const RecordedTrace& trace, int device, Seconds duration) {
  DeviceFigures figures{.device = device};
  const int counter = channel_of(trace, device, Quantity::energy);
  const int power = channel_of(trace, device, Quantity::power);
  figures.energy =
      device_energy({.counter = energy_channel_at(trace, counter),
                     .power = energy_channel_at(trace, power),
                     .utilization = readings_or_null(trace, device, Quantity::utilization),
                     .temperature = readings_or_null(trace, device, Quantity::temperature)},
                    trace.stretch);
  figures.disagreement = disagreement(figures.energy);
  if (figures.energy.energy)
    figures.mean_power = *figures.energy.energy / (duration * figures.energy.coverage);
  const int count = static_cast<int>(trace.instrumentation.channels.size());
  for (int i = 0; i < count; ++i) {
    if (channel_at(trace, i).device == device && !readings_of(trace, i).empty())
      figures.channels.push_back(channel_figures(trace, i));
  }
  return figures;
}

bool falls(const Trace& readings) {
  return std::ranges::adjacent_find(readings, [](const TracePoint& a, const TracePoint& b) {
           return b.value < a.value;
         }) != readings.end();
}

void add_unknown_of_trace(const RecordedTrace& trace, std::vector<std::string>& not_known) {
  not_known.push_back(
      "which part of it was the training: a trace goes from an attempt's gate to its stop; the "
      "phases stand in experiment.json");
  const int count = static_cast<int>(trace.instrumentation.channels.size());
  const auto is_power = [](const Channel& channel) { return channel.quantity == Quantity::power; };
  if (std::ranges::any_of(trace.instrumentation.channels, is_power)) {
    not_known.push_back(
        "which share of the time a sensor of power looks, its smallest step and, where its source "
        "does not say it, what it averages over: the uncertainty here lacks that and may differ "
        "from that in experiment.json, where they stand with the channels");
  }
  for (int i = 0; i < count; ++i) {
    const Channel& channel = channel_at(trace, i);
    if (channel.quantity != Quantity::energy || !falls(readings_of(trace, i))) continue;
    not_known.push_back(
        "at which value the counter of " +
        trace.instrumentation.devices[static_cast<size_t>(channel.device)].id +
        " starts again at 0: it falls in this file, and the time around that is not covered");
  }
}

void add_unknown_of_seconds(const RecordedTrace& trace, std::vector<std::string>& not_known) {
  not_known.push_back("which GPU it was, and how many");
  not_known.push_back(
      "when within its second each row was read, which stands in the uncertainty as timestamps, "
      "and "
      "what came before the first and after the last row: up to 1 s at either end");
  not_known.push_back(
      "whether its power is of the moment or the mean of a second, as on most cards since Ampere: "
      "it is taken as of the moment, which makes the uncertainty the greater");
  not_known.push_back("whether the clock was set meanwhile: it has wall-clock time only");
  if (trace.kind != TraceKind::gpu_power)
    not_known.push_back("energy: power stands in gpu_power.csv");
}

Json gap_json(const TraceGap& gap) {
  return {{"after_seconds", gap.after.count()},
          {"seconds", gap.length.count()},
          {"reason", text_or_null(gap.reason)}};
}

Json channel_json(const RecordedTrace& trace, const ChannelFigures& figures) {
  const Channel& channel = channel_at(trace, figures.channel);
  Json gaps = Json::array();
  for (const TraceGap& gap : figures.gaps) gaps.push_back(gap_json(gap));
  return {{"quantity", to_text(channel.quantity)},
          {"unit", unit_of(channel.quantity)},
          {"source", channel.source},
          {"mean", figures.summary ? Json(figures.summary->mean) : Json()},
          {"max", figures.summary ? Json(figures.summary->max) : Json()},
          {"min", figures.summary ? Json(figures.summary->min) : Json()},
          {"readings", figures.readings},
          {"failed_reads", figures.failed_reads},
          {"rate_hertz", figures.hertz},
          {"gaps", std::move(gaps)}};
}

Json parts_json(const EnergyFigure& energy) {
  Json parts = Json::array();
  for (const UncertaintyPart& part : energy.uncertainty_parts)
    parts.push_back({{"name", part.name}, {"joules", part.joules.value}});
  return parts;
}

Json device_json(const RecordedTrace& trace, const DeviceFigures& figures) {
  const Device& device = trace.instrumentation.devices[static_cast<size_t>(figures.device)];
  Json channels = Json::array();
  for (const ChannelFigures& channel : figures.channels)
    channels.push_back(channel_json(trace, channel));
  return {{"device", device.id},
          {"kind", to_text(device.kind)},
          {"simulated", device.simulated},
          {"joules", or_null(figures.energy.energy)},
          {"method", figures.energy.method},
          {"source", figures.energy.source},
          {"coverage", figures.energy.coverage},
          {"integral_joules", or_null(figures.energy.integral)},
          {"disagreement", or_null(figures.disagreement)},
          {"uncertainty_joules", or_null(figures.energy.uncertainty)},
          {"uncertainty_parts", parts_json(figures.energy)},
          {"update_period_seconds", or_null(figures.energy.update_period)},
          {"reason", figures.energy.reason},
          {"mean_power_watts", or_null(figures.mean_power)},
          {"channels", std::move(channels)}};
}

}  // namespace

TraceFigures figures_of(const RecordedTrace& trace) {
  TraceFigures figures{.duration = trace.stretch.end - trace.stretch.start};
  const int count = static_cast<int>(trace.instrumentation.devices.size());
  for (int i = 0; i < count; ++i)
    figures.devices.push_back(device_figures(trace, i, figures.duration));
  if (trace.kind == TraceKind::trace)
    add_unknown_of_trace(trace, figures.not_known);
  else
    add_unknown_of_seconds(trace, figures.not_known);
  if (trace.kind == TraceKind::gpu_power && trace.rows > 0) {
    figures.legacy_sum = 0;
    for (const TracePoint& point : trace.readings.front()) *figures.legacy_sum += point.value;
  }
  return figures;
}

std::string figures_json(const RecordedTrace& trace, const TraceFigures& figures,
                         const std::string& file) {
  Json devices = Json::array();
  for (const DeviceFigures& device : figures.devices) devices.push_back(device_json(trace, device));
  Json absences = Json::array();
  for (const Absence& absence : trace.instrumentation.absences)
    absences.push_back({{"what", absence.what}, {"reason", absence.reason}});
  return to_document({{"schema_version", kTraceFiguresSchemaVersion},
                      {"file", file},
                      {"kind", to_text(trace.kind)},
                      {"start", trace.utc_start ? Json(iso_utc(*trace.utc_start)) : Json()},
                      {"duration_seconds", figures.duration.count()},
                      {"rows", trace.rows},
                      {"devices", std::move(devices)},
                      {"not_measured", std::move(absences)},
                      {"gpu_energy_sum_legacy_joules", or_null(figures.legacy_sum)},
                      {"notes", trace.notes},
                      {"not_known", figures.not_known}});
}

}  // namespace mutation
