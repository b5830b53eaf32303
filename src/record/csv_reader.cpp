#include "record/csv_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace mutation {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kNoMark = 4;
constexpr size_t kPiece = size_t{1} << 18;

bool is_plain(char byte) {
  return byte != ',' && byte != '"' && byte != '\r' && byte != '\n' && byte != '\0';
}

}  // namespace

Status CsvSplitter::add(std::string_view piece) {
  // A mark that turns out to be none is text after all.
  while (mark_ < kByteOrderMark.size() && !piece.empty()) {
    if (piece.front() == kByteOrderMark[mark_]) {
      ++mark_;
      piece.remove_prefix(1);
      continue;
    }
    const size_t seen = std::exchange(mark_, kNoMark);
    if (Status added = add(kByteOrderMark.substr(0, seen)); !added) return added;
  }
  while (!piece.empty()) {
    piece.remove_prefix(add_run(piece));
    if (text_.size() + ends_.size() > kLongestCsvRecord) {
      return error(record_line_,
                   "a record that begins here does not end within 16 MiB: is a "
                   "quote left open?");
    }
    if (piece.empty()) break;
    if (Status added = add_byte(piece.front()); !added) return added;
    piece.remove_prefix(1);
  }
  return {};
}

// Takes the bytes at the start of `text` that just belong to the field, and says how many.
size_t CsvSplitter::add_run(std::string_view text) {
  size_t length = 0;
  if (state_ == State::quoted) {
    while (length < text.size() && text[length] != '"' && text[length] != '\0') {
      if (text[length++] == '\n') ++line_;
    }
  } else if (state_ == State::lost) {
    while (length < text.size() && text[length] != '\n' && text[length] != '\0') ++length;
    return length;
  } else if (state_ == State::field_start || state_ == State::plain) {
    while (length < text.size() && is_plain(text[length])) ++length;
    if (length > 0) state_ = State::plain;
  }
  text_.append(text.substr(0, length));
  return length;
}

Status CsvSplitter::add_byte(char byte) {
  if (byte == '\0') {
    if (state_ != State::zeros) before_zeros_ = std::exchange(state_, State::zeros);
    ++zeros_;
    return {};
  }
  switch (state_) {
    case State::field_start:
      if (byte != '"') return add_plain(byte);
      state_ = State::quoted;
      any_quotes_ = true;
      return {};
    case State::plain:
      return add_plain(byte);
    case State::quoted:  // the runs leave nothing but the quote
      state_ = State::quote_in_quoted;
      return {};
    case State::quote_in_quoted:
      return add_after_quote(byte);
    case State::carriage_return:
      if (byte == '\n') return end_record();
      return error(line_, "a carriage return without a line feed");
    case State::zeros:
      return add_after_zeros(byte);
    case State::lost:  // the runs leave nothing but the line end
      state_ = State::field_start;
      record_line_ = ++line_;
      return {};
  }
  return {};
}

Status CsvSplitter::add_plain(char byte) {
  if (byte == '"') return error(line_, "a quote within a field that does not begin with one");
  if (byte == '\r') {
    state_ = State::carriage_return;
    return {};
  }
  if (byte == '\n') return end_record();
  ends_.push_back(text_.size());
  state_ = State::field_start;
  return {};
}

Status CsvSplitter::add_after_quote(char byte) {
  if (byte == '"') {
    text_ += '"';
    state_ = State::quoted;
    return {};
  }
  if (is_plain(byte)) return error(line_, "text behind a field in quotes");
  return add_plain(byte);
}

Status CsvSplitter::add_after_zeros(char byte) {
  if (zero_bytes_ == ZeroBytes::are_errors)
    return error(line_, "bytes of value 0 in the midst of the text");
  zeros_within_ += std::exchange(zeros_, 0);
  text_.clear();
  ends_.clear();
  any_quotes_ = false;
  state_ = State::lost;
  return byte == '\n' ? add_byte(byte) : Status();
}

Status CsvSplitter::end_record() {
  // An empty field in quotes is a field, an empty line has none.
  const bool empty_line = ends_.empty() && text_.empty() && !any_quotes_;
  const size_t begins = std::exchange(record_line_, ++line_);
  state_ = State::field_start;
  any_quotes_ = false;
  if (empty_line) return {};
  ends_.push_back(text_.size());
  record_.line = begins;
  record_.fields.clear();
  size_t begin = 0;
  for (const size_t end : ends_) {
    record_.fields.push_back(std::string_view(text_).substr(begin, end - begin));
    begin = end;
  }
  Status taken = take_(record_);
  text_.clear();
  ends_.clear();
  return taken;
}

CsvEnd CsvSplitter::finish() {
  CsvEnd end{.zeros = zeros_, .zeros_within = zeros_within_};
  if (mark_ < kByteOrderMark.size() && mark_ > 0) text_ += kByteOrderMark.substr(0, mark_);
  const State state = state_ == State::zeros ? before_zeros_ : state_;
  end.in_quotes = state == State::quoted;
  end.cut_off = !ends_.empty() || !text_.empty() || any_quotes_;
  if (!end.cut_off) return end;
  ends_.push_back(text_.size());
  size_t begin = 0;
  for (const size_t field_end : ends_) {
    end.unfinished.push_back(text_.substr(begin, field_end - begin));
    begin = field_end;
  }
  return end;
}

Error CsvSplitter::error(size_t line, const std::string& text) const {
  return {"line " + std::to_string(line) + ": " + text, {}};
}

Result<CsvEnd> read_csv_text(std::string_view text, TakeCsvRecord take, ZeroBytes zero_bytes) {
  CsvSplitter splitter(std::move(take), zero_bytes);
  if (Status added = splitter.add(text); !added) return added.error();
  return splitter.finish();
}

Result<CsvEnd> read_csv_file(const std::string& path, TakeCsvRecord take, ZeroBytes zero_bytes) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + path, errno);
  CsvSplitter splitter(std::move(take), zero_bytes);
  std::string piece(kPiece, '\0');
  while (true) {
    const ssize_t got = read(fd.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("read " + path, errno);
    if (got == 0) return splitter.finish();
    if (Status added = splitter.add({piece.data(), static_cast<size_t>(got)}); !added)
      return with_context(path, added.error());
  }
}

}  // namespace mutation
