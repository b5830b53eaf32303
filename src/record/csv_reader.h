// Reads comma-separated values piece by piece, so that files of gigabytes take no memory: RFC 4180
// as this program and Python's csv module write it, LF or CRLF. Says in which line a file is not
// that. Knows nothing of what the fields mean; csv.h writes them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace mutation {

// One record; valid until the function that it was given to returns.
struct CsvRecord {
  std::vector<std::string_view> fields;  // at least one
  size_t line = 0;                       // where it begins, from 1
};

// Called for each complete record; an error ends the reading and is what the reading gives.
using TakeCsvRecord = std::function<Status(const CsvRecord&)>;

// How a file ended.
struct CsvEnd {
  // Text stands behind the last line end: a writer was cut off there, or is one that leaves out the
  // last line end. Only who knows the columns can tell.
  bool cut_off = false;
  std::vector<std::string> unfinished;  // its fields so far
  bool in_quotes = false;               // it ends within quotes
  // Bytes of value 0 at the end: what file systems leave of a tail whose data was never written.
  size_t zeros = 0;
  size_t zeros_within = 0;  // likewise, before that; see ZeroBytes
};

// Bytes of value 0 before the end: a loss of power leaves them in a file that nobody had synced.
// Such a file is wrong, or loses the records that they stand in, up to the next line end.
enum class ZeroBytes { are_errors, lose_records };

// A record of more bytes than this is an error: a quote that is never closed takes the rest of the
// file.
inline constexpr size_t kLongestCsvRecord = size_t{16} << 20;

// Splits a text that comes in pieces. A byte order mark at its start is passed over, and so are
// empty lines. After an error it must not be used any more.
class CsvSplitter {
 public:
  explicit CsvSplitter(TakeCsvRecord take, ZeroBytes zero_bytes = ZeroBytes::are_errors)
      : take_(std::move(take)), zero_bytes_(zero_bytes) {}

  // "line 7: …": a quote inside a plain field, text behind a quoted one, a carriage return or a
  // byte 0 on its own, a record that is too long; or what `take` gave.
  Status add(std::string_view piece);
  CsvEnd finish();

 private:
  enum class State { field_start, plain, quoted, quote_in_quoted, carriage_return, zeros, lost };

  size_t add_run(std::string_view text);
  Status add_byte(char byte);
  Status add_plain(char byte);
  Status add_after_quote(char byte);
  Status add_after_zeros(char byte);
  Status end_record();
  Error error(size_t line, const std::string& text) const;

  TakeCsvRecord take_;
  ZeroBytes zero_bytes_;
  State state_ = State::field_start;
  State before_zeros_ = State::field_start;
  std::string text_;          // the record's fields without quotes and commas
  std::vector<size_t> ends_;  // in text_, of its complete fields
  CsvRecord record_;          // kept for its memory
  bool any_quotes_ = false;   // in the record
  size_t line_ = 1;           // being read
  size_t record_line_ = 1;    // where the record begins
  size_t zeros_ = 0;          // that may be the file's end
  size_t zeros_within_ = 0;
  size_t mark_ = 0;  // bytes of the byte order mark seen; 4: whatever comes is text
};

Result<CsvEnd> read_csv_text(std::string_view text, TakeCsvRecord take,
                             ZeroBytes zero_bytes = ZeroBytes::are_errors);

// The file is read in pieces; errors name it.
Result<CsvEnd> read_csv_file(const std::string& path, TakeCsvRecord take,
                             ZeroBytes zero_bytes = ZeroBytes::are_errors);

}  // namespace mutation
