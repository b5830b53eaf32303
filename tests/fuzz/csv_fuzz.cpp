// libFuzzer target: any bytes as comma-separated values. They must read the same however they are
// cut into pieces, and what was read must read back from what the writer makes of it. The first
// byte says how long the pieces are. Its corpus is corpus/csv/.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "record/csv.h"
#include "record/csv_reader.h"

namespace mutation {
namespace {

struct Table {
  std::vector<std::vector<std::string>> records;
  std::vector<std::string> unfinished;
  size_t zeros = 0;
  std::string error;
};

TakeCsvRecord into(Table& table) {
  return [&table](const CsvRecord& record) -> Status {
    MUTATION_CHECK(!record.fields.empty() && record.line > 0);
    table.records.emplace_back(record.fields.begin(), record.fields.end());
    return {};
  };
}

Table read_in_pieces(std::string_view text, size_t piece,
                     ZeroBytes zero_bytes = ZeroBytes::are_errors) {
  Table table;
  CsvSplitter splitter(into(table), zero_bytes);
  for (size_t at = 0; at < text.size(); at += piece) {
    if (Status added = splitter.add(text.substr(at, piece)); !added) {
      table.error = added.error().message;
      return table;
    }
  }
  CsvEnd end = splitter.finish();
  MUTATION_CHECK(end.cut_off == !end.unfinished.empty());
  table.unfinished = std::move(end.unfinished);
  table.zeros = end.zeros + end.zeros_within;
  return table;
}

void check_reads_back(const Table& table) {
  std::string written;
  for (const auto& record : table.records) {
    // One empty field is an empty line to the writer, and no record to the reader.
    if (record.size() == 1 && record[0].empty()) return;
    for (const std::string& field : record) {
      if (valid_utf8(field) != field) return;
    }
    written += csv_record(record) + "\r\n";
  }
  // That is a byte order mark at the start of a file.
  if (written.starts_with("\xEF\xBB\xBF")) return;
  const Table again = read_in_pieces(written, written.size() + 1);
  MUTATION_CHECK(again.error.empty() && again.unfinished.empty());
  MUTATION_CHECK(again.records == table.records);
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const ZeroBytes zero_bytes : {ZeroBytes::are_errors, ZeroBytes::lose_records}) {
    const Table whole = read_in_pieces(text, text.size() + 1, zero_bytes);
    const Table pieces = read_in_pieces(text, 1 + data[0] % 16, zero_bytes);
    MUTATION_CHECK(whole.records == pieces.records && whole.unfinished == pieces.unfinished);
    MUTATION_CHECK(whole.zeros == pieces.zeros && whole.error == pieces.error);
    check_reads_back(whole);
  }
  return 0;
}
