#include "settings/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "settings/json_syntax.h"
#include "settings/wording.h"

namespace mutation {
namespace {
// Gives the parser the text and remembers how far it has read: its SAX events carry no position.
class TrackingIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  TrackingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  TrackingIterator operator++(int) {
    TrackingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const TrackingIterator& a, const TrackingIterator& b) {
    return a.at_ == b.at_;
  }
  friend bool operator!=(const TrackingIterator& a, const TrackingIterator& b) { return !(a == b); }

 private:
  const char* at_;
  const char** reached_;
};

// Builds the tree from the parser's events. One is used for one text.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const std::string& file, const char* const& reached,
              JsonDocument& document)
      : text_(text), file_(file), reached_(reached), counted_(text.data()), document_(document) {}

  bool null() { return add(JsonKind::null); }
  bool boolean(bool value) {
    next_.boolean = value;
    return add(JsonKind::boolean);
  }
  bool number_integer(std::int64_t value) {
    next_.integer = value;
    return add(JsonKind::integer);
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return add_unusable(fmt::format("the whole number {} does not fit 64 bits", value));
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& written);
  bool string(const std::string& value);
  bool binary(const nlohmann::json::binary_t&) { return false; }  // not in JSON text
  bool start_object(size_t) { return open(JsonKind::object); }
  bool start_array(size_t) { return open(JsonKind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(const std::string& name);
  bool parse_error(size_t position, const std::string& token,
                   const nlohmann::detail::exception& error);

 private:
  // A container that is open.
  struct Open {
    JsonNode node;
    std::string path;
    std::unordered_map<std::string, int> keys;  // of an object: name -> line
    bool duplicate = false;                     // the member being read is dropped
  };

  int line();
  std::string path_here() const;
  void report(std::string text, std::string suggestion = {});
  bool add(JsonKind kind);
  bool add_unusable(std::string text);
  bool open(JsonKind kind);
  bool close();
  void put(JsonNode node);
  void note_good_end(bool number);

  std::string_view text_;
  const std::string& file_;
  const char* const& reached_;
  const char* counted_;  // line breaks before this are counted in line_
  int line_ = 1;
  JsonDocument& document_;
  std::vector<Open> open_;
  JsonNode next_;  // the value being read: key, key_line and contents
  JsonStep last_ = JsonStep::nothing;
  size_t good_end_ = 0;
};

// The line of the last character read. A number is ended by the character after it, which has been
// read then; where that is a line break it still counts to the number's line.
int TreeBuilder::line() {
  if (reached_ > counted_ + 1) {
    line_ += static_cast<int>(std::count(counted_, reached_ - 1, '\n'));
    counted_ = reached_ - 1;
  }
  return line_;
}

std::string TreeBuilder::path_here() const {
  if (open_.empty()) return "";
  const Open& parent = open_.back();
  if (parent.node.kind == JsonKind::array)
    return item_path(parent.path, parent.node.children.size());
  return last_ == JsonStep::key ? member_path(parent.path, next_.key) : parent.path;
}

void TreeBuilder::report(std::string text, std::string suggestion) {
  document_.problems.push_back(
      {file_, line(), path_here(), std::move(text), std::move(suggestion)});
}

void TreeBuilder::note_good_end(bool number) {
  good_end_ = static_cast<size_t>(reached_ - text_.data());
  // Except at the end of the file, the character after the number has been read too.
  const auto belongs = [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
  };
  if (number && good_end_ > 0 && (good_end_ < text_.size() || !belongs(text_[good_end_ - 1]))) {
    --good_end_;
  }
}

void TreeBuilder::put(JsonNode node) {
  if (open_.empty()) {
    document_.root = std::move(node);
  } else if (std::exchange(open_.back().duplicate, false)) {
    // Already reported; the first one counts.
  } else {
    open_.back().node.children.push_back(std::move(node));
  }
  next_ = {};
  last_ = JsonStep::value;
}

bool TreeBuilder::add(JsonKind kind) {
  note_good_end(kind == JsonKind::integer || kind == JsonKind::real);
  next_.kind = kind;
  next_.line = line();
  put(std::move(next_));
  return true;
}

bool TreeBuilder::add_unusable(std::string text) {
  report(std::move(text));
  note_good_end(text_[static_cast<size_t>(reached_ - text_.data()) - 1] != '"');
  next_.kind = JsonKind::unusable;
  next_.line = line();
  put(std::move(next_));
  return true;
}

bool TreeBuilder::number_float(double value, const std::string& written) {
  const size_t exponent = std::min(written.find_first_of("eE"), written.size());
  const std::string_view digits = std::string_view(written).substr(0, exponent);
  if (written.find_first_of(".eE") == std::string::npos) {
    return add_unusable(
        fmt::format("the whole number {} does not fit 64 bits", in_quotes(written)));
  }
  if (value == 0 && digits.find_first_of("123456789") != std::string_view::npos) {
    return add_unusable(
        fmt::format("the number {} is too small, it would be 0", in_quotes(written)));
  }
  next_.real = value;
  return add(JsonKind::real);
}

bool TreeBuilder::string(const std::string& value) {
  if (value.find('\0') != std::string::npos) {
    return add_unusable("a text must not hold the NUL character \\u0000");
  }
  next_.text = value;
  return add(JsonKind::text);
}

bool TreeBuilder::key(const std::string& name) {
  next_.key = name;
  next_.key_line = line();
  note_good_end(false);
  last_ = JsonStep::key;
  if (name == "comment" || name == "note") return true;  // for people: as often as they like
  const auto [known, is_new] = open_.back().keys.try_emplace(name, line());
  if (!is_new) {
    open_.back().duplicate = true;
    report(fmt::format("the key {} stands twice, in line {} and in line {}", in_quotes(name),
                       known->second, line()),
           "keep one of them");
  }
  return true;
}

bool TreeBuilder::open(JsonKind kind) {
  if (open_.size() >= static_cast<size_t>(kMaxJsonDepth)) {
    report(fmt::format("objects and arrays are nested more than {} deep", kMaxJsonDepth));
    return false;
  }
  note_good_end(false);
  next_.kind = kind;
  next_.line = line();
  std::string path = path_here();
  open_.push_back({std::move(next_), std::move(path), {}, false});
  next_ = {};
  last_ = JsonStep::opening;
  return true;
}

bool TreeBuilder::close() {
  note_good_end(false);
  JsonNode node = std::move(open_.back().node);
  open_.pop_back();
  put(std::move(node));
  return true;
}

bool TreeBuilder::parse_error(size_t, const std::string& token,
                              const nlohmann::detail::exception& error) {
  if (dynamic_cast<const nlohmann::detail::out_of_range*>(&error)) {
    report(fmt::format("the number {} is too large", in_quotes(token)));
    return false;
  }
  SyntaxStop stop{text_, good_end_, last_, '\0', 0, error.what()};
  if (!open_.empty()) {
    stop.open = open_.back().node.kind == JsonKind::object ? '{' : '[';
    stop.open_line = open_.back().node.line;
  }
  const SyntaxWords said = syntax_words(stop);
  report(said.text, said.suggestion);
  return false;
}

// The line of the first byte that is not UTF-8, none if the text is all UTF-8.
std::optional<int> first_bad_line(std::string_view text) {
  const std::string repaired = valid_utf8(text);
  if (repaired == text) return std::nullopt;
  const auto bad = std::ranges::mismatch(text, repaired).in1;
  return 1 + static_cast<int>(std::count(text.begin(), bad, '\n'));
}

// What keeps the text from being parsed at all; empty text: nothing.
Problem unreadable(std::string_view text, const std::string& file) {
  if (trimmed(text).empty()) return {file, 0, "", "the file is empty", ""};
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return {file, 0, "", "the file is in UTF-16", "save it as UTF-8"};
  }
  if (text.find('\0') != std::string_view::npos) {
    return {file, 0, "", "the file is binary, not JSON text", ""};
  }
  if (const auto line = first_bad_line(text)) {
    return {file, *line, "", "the line holds bytes that are not UTF-8", "save the file as UTF-8"};
  }
  return {};
}

}  // namespace

JsonDocument parse_json(std::string_view text, const std::string& file) {
  JsonDocument document;
  if (Problem problem = unreadable(text, file); !problem.text.empty()) {
    document.problems.push_back(std::move(problem));
    return document;
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const char* reached = text.data();
  TreeBuilder builder(text, file, reached, document);
  document.complete =
      nlohmann::json::sax_parse(TrackingIterator(text.data(), &reached),
                                TrackingIterator(text.data() + text.size(), &reached), &builder);
  return document;
}

const JsonNode* find_member(const JsonNode& object, std::string_view key) {
  const auto found = std::ranges::find(object.children, key, &JsonNode::key);
  return found == object.children.end() ? nullptr : &*found;
}

}  // namespace mutation
