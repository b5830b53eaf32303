#include "judge/python_syntax.h"

#include <optional>

namespace mutation {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class Translator {
 public:
  explicit Translator(std::string_view python) : in_(python) {}

  TranslatedPattern run() {
    while (at_ < in_.size()) {
      if (in_[at_] == '\\') {
        escape();
      } else if (in_[at_] == '[') {
        character_class();
      } else if (in_[at_] == '{') {
        quantifier();
      } else {
        keep(1);
      }
    }
    return std::move(out_);
  }

 private:
  void keep(size_t count) {
    for (; count > 0 && at_ < in_.size(); --count, ++at_) {
      out_.text += in_[at_];
      out_.origins.push_back(at_);
    }
  }

  void replace(size_t count, std::string_view with) {
    out_.text += with;
    out_.origins.insert(out_.origins.end(), with.size(), at_);
    at_ += count;
  }

  // The digits of an escape that has exactly `count` of them.
  std::optional<std::string_view> hex_digits(size_t count) const {
    const std::string_view digits = in_.substr(std::min(at_ + 2, in_.size()), count);
    if (digits.size() != count) return std::nullopt;
    for (const char c : digits) {
      if (!is_hex(c)) return std::nullopt;
    }
    return digits;
  }

  void escape() {
    const char letter = at_ + 1 < in_.size() ? in_[at_ + 1] : '\0';
    if (letter == 'Z' && !in_class_) {
      replace(2, "\\z");
    } else if (letter == 'v') {
      replace(2, "\\x0b");
    } else if (letter == 'u' || letter == 'U') {
      const size_t count = letter == 'u' ? 4 : 8;
      const auto digits = hex_digits(count);
      if (digits) {
        replace(2 + count, "\\x{" + std::string(*digits) + "}");
      } else {
        keep(2);
      }
    } else {
      keep(2);
    }
  }

  void character_class() {
    in_class_ = true;
    keep(1);
    if (at_ < in_.size() && in_[at_] == '^') keep(1);
    if (at_ < in_.size() && in_[at_] == ']') keep(1);  // first: an ordinary character
    while (at_ < in_.size() && in_[at_] != ']') {
      if (in_[at_] == '\\') {
        escape();
      } else if (in_[at_] == '[') {
        replace(1, "\\[");  // PCRE2 would read [:alpha:] as a POSIX class
      } else {
        keep(1);
      }
    }
    keep(1);
    in_class_ = false;
  }

  void quantifier() {
    size_t end = at_ + 1;
    if (end >= in_.size() || in_[end] != ',') return keep(1);
    ++end;
    while (end < in_.size() && is_digit(in_[end])) ++end;
    if (end >= in_.size() || in_[end] != '}') return keep(1);
    replace(1, "{0");
  }

  std::string_view in_;
  size_t at_ = 0;
  bool in_class_ = false;
  TranslatedPattern out_;
};

}  // namespace

TranslatedPattern pcre2_syntax(std::string_view python) {
  return Translator(python).run();
}

}  // namespace mutation
