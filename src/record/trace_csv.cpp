#include "record/trace_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "record/csv.h"

namespace mutation {
namespace {

struct TraceRow {
  MonotonicTime at{};
  int device = 0;
  std::string quantity;
  std::string value;
  std::string unit;
  std::string source;
  std::string note;
};

// A simulated figure says so wherever it stands.
std::string source_of(const std::string& source, const Device& device) {
  const bool said = source.find("simulated") != std::string::npos;
  return device.simulated && !said ? "simulated" : source;
}

TraceRow row_of(int channel_index, MonotonicTime at, const Instrumentation& instrumentation) {
  const Channel& channel = instrumentation.channels[static_cast<size_t>(channel_index)];
  const Device& device = instrumentation.devices[static_cast<size_t>(channel.device)];
  return {at,
          channel.device,
          to_text(channel.quantity),
          {},
          unit_of(channel.quantity),
          source_of(channel.source, device),
          {}};
}

TraceRow row_of(const ComputeProcesses& processes, const Instrumentation& instrumentation) {
  std::vector<std::string> pids;
  for (const ComputeProcess& process : processes.processes) {
    pids.push_back(std::to_string(process.pid));
  }
  const Device& device = instrumentation.devices[static_cast<size_t>(processes.device)];
  return {processes.at, processes.device,      "compute_processes", std::to_string(pids.size()),
          "",           source_of("", device), joined(pids, " ")};
}

std::vector<TraceRow> rows_of(const SampleBatch& batch, const Instrumentation& instrumentation) {
  std::vector<TraceRow> rows;
  rows.reserve(batch.readings.size() + batch.failures.size() + batch.processes.size());
  for (const Reading& reading : batch.readings) {
    rows.push_back(row_of(reading.channel, reading.at, instrumentation));
    if (std::isfinite(reading.value)) rows.back().value = fmt::format("{}", reading.value);
  }
  for (const ReadFailure& failure : batch.failures) {
    rows.push_back(row_of(failure.channel, failure.at, instrumentation));
    rows.back().note = failure.reason;
  }
  for (const ComputeProcesses& processes : batch.processes) {
    rows.push_back(row_of(processes, instrumentation));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const TraceRow& a, const TraceRow& b) { return a.at < b.at; });
  return rows;
}

}  // namespace

std::string trace_head() {
  return "monotonic_s,utc,device,quantity,value,unit,source,note\n";
}

std::string trace_rows(const SampleBatch& batch, const Instrumentation& instrumentation,
                       const Instant& begin) {
  std::string text;
  for (const TraceRow& row : rows_of(batch, instrumentation)) {
    const std::string& device = instrumentation.devices[static_cast<size_t>(row.device)].id;
    text +=
        fmt::format("{:.6f},{},{},{},{},{},{},{}\n", Seconds(row.at.time_since_epoch()).count(),
                    iso_utc(begin.utc + (row.at - begin.monotonic)), csv_field(device),
                    row.quantity, row.value, row.unit, csv_field(row.source), csv_field(row.note));
  }
  return text;
}

}  // namespace mutation
