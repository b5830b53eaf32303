// One line at a time; nothing is kept but the readings. Which rows make a channel is decided when
// its first row comes.
#include "record/trace_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "record/csv_reader.h"
#include "record/trace_fields.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + valid_utf8(text.substr(0, 40)) + "\"";
}

Error no_number(std::string_view column, std::string_view text) {
  return {std::string(column) + " " + quoted(text) + " is no number", {}};
}

// The CPU's counters come from powercap's files or from perf's power PMU; meters are numbered;
// everything else is read from GPUs.
DeviceKind kind_of(std::string_view id, std::string_view quantity, std::string_view source) {
  if (id.starts_with("meter-")) return DeviceKind::meter;
  const bool cpu = quantity == to_text(Quantity::energy) &&
                   (source.ends_with("/energy_uj") || source.starts_with("perf power/"));
  return cpu ? DeviceKind::cpu : DeviceKind::gpu;
}

// "nvmlDeviceGetPowerUsage (1 s average)", NVML's field of the average: what the source itself
// says.
Seconds averaging_of(Quantity quantity, std::string_view source) {
  const bool is_average = source.find("(1 s average)") != std::string_view::npos ||
                          (quantity == Quantity::power_average && source.starts_with("nvml"));
  return Seconds(is_average ? 1 : 0);
}

class Reader {
 public:
  Status take(const CsvRecord& record);
  Result<RecordedTrace> finish(const CsvEnd& end);

 private:
  using ChannelKey = std::tuple<int, Quantity, std::string>;

  Status take_head(const CsvRecord& record);
  Status take_row(const CsvRecord& record);
  Status take_trace_row(const std::vector<std::string_view>& fields);
  Status take_seconds_row(const std::vector<std::string_view>& fields);
  Status take_processes(int device, MonotonicTime at, std::string_view value,
                        std::string_view pids);
  int device_of(std::string_view id, std::string_view quantity, std::string_view source);
  int channel_of(int device, Quantity quantity, std::string_view source);
  void add_reading(int channel, MonotonicTime at, double value);
  void saw(MonotonicTime at, UtcTime utc);
  void note_end(const CsvEnd& end);
  void note_absent_columns();

  RecordedTrace trace_;
  const TraceHead* head_ = nullptr;
  std::map<std::string, int, std::less<>> devices_;
  std::map<ChannelKey, int> channels_;
  std::chrono::nanoseconds first_second_{0};  // Unix time of the first row
  size_t line_ = 0;
  size_t out_of_order_ = 0;
  size_t first_out_of_order_ = 0;      // its line
  std::vector<size_t> without_value_;  // rows, by the Python tool's columns
};

Status Reader::take(const CsvRecord& record) {
  line_ = record.line;
  if (!head_) return take_head(record);
  Status taken = take_row(record);
  return taken ? taken : with_context("line " + std::to_string(record.line), taken.error());
}

Status Reader::take_head(const CsvRecord& record) {
  std::vector<std::string> fields(record.fields.begin(), record.fields.end());
  const std::string line = joined(fields, ",");
  for (const TraceHead& head : trace_heads()) {
    if (head.line != line) continue;
    head_ = &head;
    trace_.kind = head.kind;
    without_value_.resize(head.quantities.size());
    return {};
  }
  return Error{"line " + std::to_string(record.line) + ": " + quoted(line) +
                   " is the first line of no trace that is known",
               "a trace.csv, gpu_power.csv, gpu_temperature.csv or gpu_utilization.csv of a run's "
               "energy/ folder can be read"};
}

Status Reader::take_row(const CsvRecord& record) {
  if (record.fields.size() != head_->columns) {
    return Error{
        fmt::format("{} fields where there must be {}", record.fields.size(), head_->columns), {}};
  }
  ++trace_.rows;
  return trace_.kind == TraceKind::trace ? take_trace_row(record.fields)
                                         : take_seconds_row(record.fields);
}

Status Reader::take_trace_row(const std::vector<std::string_view>& fields) {
  const std::string_view quantity_name = fields[3], value = fields[4], unit = fields[5],
                         source = fields[6], note = fields[7];
  const auto since_boot = time_in(fields[0]);
  if (!since_boot) return no_number("monotonic_s", fields[0]);
  const std::optional<UtcTime> utc = utc_of(fields[1]);
  if (!utc) return Error{"utc " + quoted(fields[1]) + " is no time", {}};
  const MonotonicTime at(*since_boot);
  const int device = device_of(fields[2], quantity_name, source);
  saw(at, *utc);
  if (quantity_name == "compute_processes") return take_processes(device, at, value, note);
  const std::optional<Quantity> quantity = quantity_named(quantity_name);
  if (!quantity) return Error{"quantity " + quoted(quantity_name) + " is not known", {}};
  if (unit != unit_of(*quantity)) {
    return Error{to_text(*quantity) + " in " + quoted(unit) + " where " +
                     quoted(unit_of(*quantity)) + " is expected",
                 {}};
  }
  const int channel = channel_of(device, *quantity, source);
  const std::optional<double> number = reading_in(value);
  if (!number && !value.empty()) return no_number("value", value);
  if (number)
    add_reading(channel, at, *number);
  else
    trace_.failures.push_back({channel, at, std::string(note)});
  return {};
}

Status Reader::take_processes(int device, MonotonicTime at, std::string_view value,
                              std::string_view pids) {
  ComputeProcesses processes{.device = device, .at = at, .processes = {}};
  for (const std::string& text : words(pids)) {
    pid_t pid = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), pid);
    if (failure != std::errc() || end != text.data() + text.size()) return no_number("pid", text);
    processes.processes.push_back({.pid = pid, .memory_bytes = std::nullopt});
  }
  if (std::to_string(processes.processes.size()) != value) {
    return Error{
        fmt::format("{} processes where {} pids stand", quoted(value), processes.processes.size()),
        {}};
  }
  trace_.processes.push_back(std::move(processes));
  return {};
}

// What nvidia-smi says instead of a number ("[N/A]", "[GPU is lost]") is why there is none.
Status Reader::take_seconds_row(const std::vector<std::string_view>& fields) {
  const auto unix_time = time_in(trimmed(fields[0]));
  if (!unix_time) return no_number("timestamp", fields[0]);
  if (!trace_.utc_start) first_second_ = *unix_time;
  const MonotonicTime at(*unix_time - first_second_);
  const int device = device_of(kUnnamedGpu, "", "");
  saw(at, UtcTime(*unix_time));
  for (size_t i = 0; i < head_->quantities.size(); ++i) {
    const std::string_view text = trimmed(fields[i + 1]);
    const int channel = channel_of(device, head_->quantities[i], to_text(trace_.kind) + ".csv");
    if (const std::optional<double> number = reading_in(text)) {
      add_reading(channel, at, *number);
      continue;
    }
    ++without_value_[i];
    trace_.failures.push_back({channel, at, text.empty() ? "no value" : valid_utf8(text)});
  }
  return {};
}

int Reader::device_of(std::string_view id, std::string_view quantity, std::string_view source) {
  const bool simulated = source.find("simulated") != std::string_view::npos;
  auto found = devices_.find(id);
  if (found == devices_.end()) {
    Device device{.id = std::string(id), .kind = kind_of(id, quantity, source)};
    // As the sources decide it: other domains overlap these, and a meter what it likes.
    if (device.kind != DeviceKind::gpu)
      device.in_total = id.starts_with("package") || id.starts_with("dram");
    found =
        devices_.emplace(device.id, static_cast<int>(trace_.instrumentation.devices.size())).first;
    trace_.instrumentation.devices.push_back(std::move(device));
  }
  Device& device = trace_.instrumentation.devices[static_cast<size_t>(found->second)];
  device.simulated = device.simulated || simulated;
  return found->second;
}

int Reader::channel_of(int device, Quantity quantity, std::string_view source) {
  const auto [found, is_new] =
      channels_.try_emplace({device, quantity, std::string(source)},
                            static_cast<int>(trace_.instrumentation.channels.size()));
  if (is_new) {
    trace_.instrumentation.channels.push_back({.device = device,
                                               .quantity = quantity,
                                               .source = std::string(source),
                                               .averaging = averaging_of(quantity, source)});
    trace_.readings.emplace_back();
  }
  return found->second;
}

void Reader::add_reading(int channel, MonotonicTime at, double value) {
  Trace& readings = trace_.readings[static_cast<size_t>(channel)];
  if (!readings.empty() && at < readings.back().at) {
    if (out_of_order_++ == 0) first_out_of_order_ = line_;
    return;
  }
  readings.push_back({at, value});
}

void Reader::saw(MonotonicTime at, UtcTime utc) {
  if (!trace_.utc_start) {
    trace_.utc_start = utc;
    trace_.stretch = {at, at};
  }
  trace_.stretch.start = std::min(trace_.stretch.start, at);
  trace_.stretch.end = std::max(trace_.stretch.end, at);
}

void Reader::note_end(const CsvEnd& end) {
  if (end.cut_off) {
    trace_.notes.push_back(
        "the last line was cut off (no line end) and is left out: the recording may have been "
        "interrupted");
  }
  if (end.zeros > 0) {
    trace_.notes.push_back(fmt::format(
        "{} bytes of value 0 at the end are left out: rows were lost there, as by a power failure",
        end.zeros));
  }
  if (end.zeros_within > 0) {
    trace_.notes.push_back(
        fmt::format("{} bytes of value 0 stand within the file: the rows there were lost, as by a "
                    "power failure",
                    end.zeros_within));
  }
  if (out_of_order_ > 0) {
    trace_.notes.push_back(fmt::format(
        "{} readings are older than the one before them and are left out, the first in line {}: "
        "was the clock set?",
        out_of_order_, first_out_of_order_));
  }
}

// A column that never has a value is a sensor that is not there, and no series of failed reads.
void Reader::note_absent_columns() {
  for (size_t i = 0; i < without_value_.size(); ++i) {
    if (trace_.rows == 0 || without_value_[i] < trace_.rows) continue;
    const auto channel = static_cast<int>(i);
    const auto is_of_column = [&](const ReadFailure& failure) {
      return failure.channel == channel;
    };
    const auto first = std::ranges::find_if(trace_.failures, is_of_column);
    trace_.instrumentation.absences.push_back(
        {to_text(head_->quantities[i]),
         "every row has " + quoted(first->reason) + " instead of a number", ""});
    std::erase_if(trace_.failures, is_of_column);
  }
}

Result<RecordedTrace> Reader::finish(const CsvEnd& end) {
  if (!head_) {
    return Error{"there is no complete line in it",
                 "a trace begins with a line that names its columns"};
  }
  note_end(end);
  note_absent_columns();
  return std::move(trace_);
}

}  // namespace

Result<RecordedTrace> read_trace_text(std::string_view text) {
  Reader reader;
  const Result<CsvEnd> end = read_csv_text(
      text, [&](const CsvRecord& record) { return reader.take(record); }, ZeroBytes::lose_records);
  return end ? reader.finish(*end) : end.error();
}

Result<RecordedTrace> read_trace_file(const std::string& path) {
  Reader reader;
  const Result<CsvEnd> end = read_csv_file(
      path, [&](const CsvRecord& record) { return reader.take(record); }, ZeroBytes::lose_records);
  if (!end) return end.error();
  Result<RecordedTrace> trace = reader.finish(*end);
  return trace ? std::move(trace) : with_context(path, trace.error());
}

}  // namespace mutation
