// A recursive descent over the text; it stops at the first mistake, as Python does.
#include "settings/reference_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

#include "base/text.h"

namespace mutation {
namespace {

constexpr std::string_view kBlank = " \t\n\r";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string utf8(unsigned code) {
  std::string out;
  const auto tail = [&out](unsigned bits) { out += static_cast<char>(0x80 | (bits & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(code);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(code >> 6);
    tail(code);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(code >> 12);
    tail(code >> 6);
    tail(code);
  }
  return out;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool document(JsonNode& root) {
    if (!value(root, 0)) return false;
    skip_blank();
    return at_ == text_.size() || fail("something stands behind the end");
  }
  int line() const { return 1 + static_cast<int>(std::ranges::count(text_.substr(0, at_), '\n')); }
  const std::string& mistake() const { return mistake_; }

 private:
  bool fail(std::string what) {
    mistake_ = std::move(what);
    return false;
  }
  void skip_blank() {
    const size_t next = text_.find_first_not_of(kBlank, at_);
    // Lines are counted along the way: asking line() at each value would be quadratic.
    const size_t end = std::min(next, text_.size());
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    skip_blank();
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool value(JsonNode& node, int depth);
  bool word_or_number(JsonNode& node);
  bool object(JsonNode& node, int depth);
  bool array(JsonNode& node, int depth);
  bool string(std::string& out);
  bool escape(std::string& out);
  std::optional<unsigned> four_hex();
  bool number(JsonNode& node);

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
  std::string mistake_;
};

bool Parser::value(JsonNode& node, int depth) {
  skip_blank();
  node.line = line_;
  if (depth >= kMaxJsonDepth)
    return fail(fmt::format("objects and arrays are nested more than {} deep", kMaxJsonDepth));
  switch (peek()) {
    case '{':
      return object(node, depth);
    case '[':
      return array(node, depth);
    case '"':
      node.kind = JsonKind::text;
      return string(node.text);
    default:
      return word_or_number(node);
  }
}

bool Parser::word_or_number(JsonNode& node) {
  const auto real = [&node](double value) {
    node.kind = JsonKind::real;
    node.real = value;
    return true;
  };
  if (take_word("NaN")) return real(std::numeric_limits<double>::quiet_NaN());
  if (take_word("Infinity")) return real(std::numeric_limits<double>::infinity());
  if (take_word("-Infinity")) return real(-std::numeric_limits<double>::infinity());
  if (take_word("null")) return true;
  const bool yes = take_word("true");
  if (!yes && !take_word("false")) return number(node);
  node.kind = JsonKind::boolean;
  node.boolean = yes;
  return true;
}

bool Parser::object(JsonNode& node, int depth) {
  node.kind = JsonKind::object;
  ++at_;
  if (take('}')) return true;
  do {
    skip_blank();
    JsonNode member;
    member.key_line = line_;
    if (peek() != '"') return fail("a key in double quotes is expected");
    if (!string(member.key)) return false;
    if (!take(':')) return fail("a colon is expected behind the key");
    if (!value(member, depth + 1)) return false;
    // As in a Python dict: the first one's place, the last one's value.
    const auto known = std::ranges::find(node.children, member.key, &JsonNode::key);
    if (known == node.children.end()) {
      node.children.push_back(std::move(member));
    } else {
      *known = std::move(member);
    }
  } while (take(','));
  return take('}') || fail("a comma or } is expected");
}

bool Parser::array(JsonNode& node, int depth) {
  node.kind = JsonKind::array;
  ++at_;
  if (take(']')) return true;
  do {
    if (!value(node.children.emplace_back(), depth + 1)) return false;
  } while (take(','));
  return take(']') || fail("a comma or ] is expected");
}

bool Parser::string(std::string& out) {
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      return true;
    }
    if (static_cast<unsigned char>(c) < 0x20)
      return fail("a text holds a line break or another control character");
    if (c != '\\') {
      out += c;
    } else if (!escape(out)) {
      return false;
    }
  }
  return fail("a text has no end");
}

// From the backslash to the last character of the escape.
bool Parser::escape(std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  ++at_;
  const size_t letter = kLetters.find(peek());
  if (at_ < text_.size() && letter != std::string_view::npos) {
    out += kMeanings[letter];
    return true;
  }
  if (peek() != 'u') return fail("a backslash is followed by no known letter");
  auto code = four_hex();
  if (!code) return fail("\\u needs four hexadecimal digits");
  if (*code >= 0xD800 && *code < 0xDC00 && text_.substr(at_ + 1).starts_with("\\u")) {
    const size_t before = at_;
    at_ += 2;
    const auto low = four_hex();
    if (!low) return fail("\\u needs four hexadecimal digits");
    if (*low >= 0xDC00 && *low < 0xE000) {
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
    } else {
      at_ = before;
    }
  }
  out += utf8(*code >= 0xD800 && *code < 0xE000 ? 0xFFFD : *code);
  return true;
}

// Of "uXXXX", `at_` on the u; then on the last digit.
std::optional<unsigned> Parser::four_hex() {
  unsigned code = 0;
  for (int i = 0; i < 4; ++i) {
    ++at_;
    const char c = peek();
    const char lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      code = code * 16 + static_cast<unsigned>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      code = code * 16 + static_cast<unsigned>(lower - 'a') + 10;
    } else {
      return std::nullopt;
    }
  }
  return code;
}

bool Parser::number(JsonNode& node) {
  const size_t begin = at_;
  const auto digits = [this] {
    const size_t first = at_;
    while (is_digit(peek())) ++at_;
    return at_ > first;
  };
  if (peek() == '-') ++at_;
  if (!is_digit(peek())) return fail("a value is expected");
  if (peek() == '0') {
    ++at_;
  } else {
    digits();
  }
  const size_t whole_end = at_;
  const auto part = [&](bool starts, size_t skip) {
    const size_t back = at_;
    if (!starts) return;
    at_ += skip;
    if (!digits()) at_ = back;
  };
  part(peek() == '.', 1);
  const bool exponent = (peek() | 0x20) == 'e';
  const bool sign = at_ + 1 < text_.size() && (text_[at_ + 1] == '-' || text_[at_ + 1] == '+');
  part(exponent, sign ? 2 : 1);
  const std::string written(text_.substr(begin, at_ - begin));
  if (at_ > whole_end) {
    node.kind = JsonKind::real;
    node.real = std::strtod(written.c_str(), nullptr);
    return true;
  }
  errno = 0;
  node.integer = std::strtoll(written.c_str(), nullptr, 10);
  node.kind = errno == ERANGE ? JsonKind::unusable : JsonKind::integer;
  if (node.kind == JsonKind::unusable) node.text = written;
  return true;
}

}  // namespace

ReferenceJson parse_reference_json(std::string_view text, const std::string& file) {
  const auto failed = [&file](int line, std::string what) {
    return ReferenceJson{std::nullopt, Problem{file, line, "", std::move(what),
                                               "the Python tool could not read it either"}};
  };
  if (text.starts_with("\xEF\xBB\xBF")) return failed(1, "the file begins with a byte order mark");
  if (valid_utf8(text) != text) return failed(0, "the file holds bytes that are not UTF-8");
  Parser parser(text);
  JsonNode root;
  if (!parser.document(root)) return failed(parser.line(), parser.mistake());
  return {std::move(root), std::nullopt};
}

}  // namespace mutation
