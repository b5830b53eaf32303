// The doctor's findings from its watch over the sources, one for each device and each reader; and
// the machine's fitness, as a session would record it.
#include <fmt/format.h>

#include <algorithm>

#include "app/doctor_finding.h"
#include "base/text.h"
#include "measure/fitness.h"

namespace mutation {
namespace {

constexpr const char* kMeterRemedy =
    "where the machine has a meter, load its driver: sudo modprobe acpi_power_meter; of others "
    "sudo sensors-detect knows the module";

std::string number(double value, const std::string& unit) {
  return fmt::format("{:.6g}", value) + (unit.empty() ? "" : " ") + unit;
}

// "power: 45.2 W, updates every 0.02 s, steps of 0.001 W, mean of 1 s"
std::string channel_text(const ChannelSeen& seen, Seconds watched) {
  const Channel& channel = seen.channel;
  const std::string unit = unit_of(channel.quantity);
  std::string text = to_text(channel.quantity) + ": ";
  std::ranges::replace(text, '_', ' ');
  if (seen.readings == 0) return text + update_text(seen, watched);
  text += number(*seen.last, unit) + ", updates " + update_text(seen, watched);
  if (channel.resolution > 0) text += ", steps of " + number(channel.resolution, unit);
  if (channel.averaging.count() > 0) text += ", mean of " + number(channel.averaging.count(), "s");
  if (channel.duty < 1) text += fmt::format(", looks {:.0f} % of the time", channel.duty * 100);
  if (!seen.failure.empty()) text += "; failed at times: " + seen.failure;
  return text;
}

DoctorFinding device_finding(const Device& device, int index, const SourcesSeen& seen) {
  DoctorFinding finding{.name = "sensors of " + device.id, .meaning = "", .remedy = ""};
  std::vector<std::string> texts;
  for (const ChannelSeen& channel : seen.channels) {
    if (channel.device != index) continue;
    texts.push_back(channel_text(channel, seen.watched));
    if (channel.readings == 0) finding.state = FindingState::limited;
  }
  finding.found = device.name + "\n" + joined(texts, "\n");
  finding.meaning = "a figure is as fine as its sensor updates itself";
  if (device.kind == DeviceKind::meter)
    finding.meaning =
        "a column beside the others, in no total: what it includes is its vendor's affair";
  return finding;
}

DoctorFinding reader_finding(const ReaderStatistics& reader, Seconds watched) {
  const double reads = double(std::max<std::uint64_t>(reader.reads, 1));
  return {
      .name = "reader " + reader.reader,
      .state = reader.reads == 0 ? FindingState::limited : FindingState::ok,
      .found = fmt::format("{} reads in {:.0f} s, {:.3f} ms of CPU each, at most {:.1f} ms "
                           "late, {} deadlines missed",
                           reader.reads, watched.count(), reader.cpu_time.count() * 1000 / reads,
                           reader.worst_lateness.count() * 1000, reader.missed_deadlines),
      .meaning = "what measuring costs; each reading carries the time at which it was taken",
      .remedy = ""};
}

}  // namespace

void examine_watched(const Instrumentation& all, const SourcesSeen& seen, Findings& findings) {
  for (size_t i = 0; i < all.devices.size(); ++i)
    findings.push_back(device_finding(all.devices[i], static_cast<int>(i), seen));
  for (const ReaderStatistics& reader : seen.readers)
    findings.push_back(reader_finding(reader, seen.watched));
  const bool meter = std::ranges::any_of(
      all.devices, [](const Device& device) { return device.kind == DeviceKind::meter; });
  if (!meter)
    findings.push_back({.name = "power meters",
                        .found = "none in /sys/class/hwmon",
                        .meaning = "no column for the whole machine; nothing else needs one",
                        .remedy = kMeterRemedy});
}

void examine_fitness(const Instrumentation& all, const DoctorView& view, Findings& findings) {
  for (const FitnessFact& fact : machine_fitness(view.options->measure.root, all)) {
    // Stands in the first line already.
    if (fact.name == "kernel") continue;
    findings.push_back({.name = fact.name,
                        .state = fact.warning ? FindingState::limited : FindingState::ok,
                        .found = fact.value.empty() ? "not known" : fact.value,
                        .meaning = fact.meaning,
                        .remedy = fact.advice});
  }
}

}  // namespace mutation
