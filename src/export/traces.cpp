#include "export/traces.h"

#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "export/column.h"
#include "record/csv_reader.h"
#include "record/trace_fields.h"
#include "record/trace_reader.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

// Given on when it is so long.
constexpr std::size_t kPiece = std::size_t{1} << 18;

double seconds_of(UtcTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// Writes the rows of one file.
class TraceFile {
 public:
  TraceFile(const RecordedRun& run, const WriteText& write, TracesWritten& written)
      : run_(run), write_(write), written_(written) {}

  // `zero`: where the first row of an earlier file of the run put it; absent: not known yet.
  Status take(const CsvRecord& record, std::optional<double>& zero) {
    if (!head_) return take_head(record);
    if (record.fields.size() != head_->columns) {
      ++written_.unreadable;
      return {};
    }
    const auto at = time_in(record.fields[0]);
    if (!at) {
      ++written_.unreadable;
      return {};
    }
    const double time = std::chrono::duration<double>(*at).count();
    if (!zero) zero = zero_of(record, time);
    if (head_->kind == TraceKind::trace) {
      add(time - *zero, record.fields[2], record.fields[3], record.fields[4], record.fields[5]);
    } else {
      for (std::size_t i = 0; i < head_->quantities.size(); ++i) {
        const Quantity quantity = head_->quantities[i];
        add(time - *zero, kUnnamedGpu, to_text(quantity), record.fields[i + 1], unit_of(quantity));
      }
    }
    return text_.size() < kPiece ? Status{} : finish();
  }

  Status finish() {
    Status done = write_(text_);
    text_.clear();
    return done;
  }

 private:
  Status take_head(const CsvRecord& record) {
    CsvLine line;
    for (const std::string_view field : record.fields) line.add(field);
    const std::string found = line.take("");
    for (const TraceHead& known : trace_heads()) {
      if (known.line == found) head_ = &known;
    }
    if (!head_) return Error{"line 1: no trace: " + found.substr(0, 100), {}};
    return {};
  }

  // In the clock of the file's first column.
  double zero_of(const CsvRecord& record, double time) const {
    if (!run_.start) return time;
    if (head_->kind != TraceKind::trace) return seconds_of(*run_.start);
    const auto utc = utc_of(record.fields[1]);
    return utc ? time + std::chrono::duration<double>(*run_.start - *utc).count() : time;
  }

  void add(double seconds, std::string_view device, std::string_view quantity,
           std::string_view value, std::string_view unit) {
    if (!reading_in(value)) {
      ++written_.without_value;
      return;
    }
    // To the microsecond, as the files have it.
    char digits[48];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, seconds, std::chars_format::fixed, 6);
    line_.add(run_.run_id);
    line_.add(std::string_view(digits, static_cast<std::size_t>(end.ptr - digits)));
    for (const std::string_view field : {device, quantity, value, unit}) line_.add(field);
    text_ += line_.take("\n");
    ++written_.rows;
  }

  const RecordedRun& run_;
  const WriteText& write_;
  TracesWritten& written_;
  const TraceHead* head_ = nullptr;
  CsvLine line_;
  std::string text_;
};

std::vector<std::string> files_of(const RecordedRun& run) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  if (run.directory.empty()) return files;
  for (const char* name :
       {"trace.csv", "gpu_power.csv", "gpu_temperature.csv", "gpu_utilization.csv"}) {
    const fs::path path = fs::path(run.directory) / "energy" / name;
    std::error_code ignored;
    if (fs::exists(path, ignored)) files.push_back(path.string());
    if (!files.empty() && name == std::string_view("trace.csv")) break;
  }
  return files;
}

}  // namespace

std::string_view traces_head() {
  return "run_id,seconds,device,quantity,value,unit\n";
}

Result<TracesWritten> write_traces(const RecordedRun& run, const WriteText& write) {
  TracesWritten written;
  std::optional<double> zero;
  for (const std::string& path : files_of(run)) {
    TraceFile file(run, write, written);
    const Result<CsvEnd> read = read_csv_file(
        path, [&](const CsvRecord& record) { return file.take(record, zero); },
        ZeroBytes::lose_records);
    if (!read) return read.error();
    if (read->cut_off) ++written.unreadable;
    if (Status finished = file.finish(); !finished) return finished.error();
  }
  return written;
}

}  // namespace mutation
