#include "watch/shell_words.h"

#include <optional>

namespace mutation {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::vector<std::string>> split() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (is_blank(c)) {
        end_word();
      } else if (c == '\'' || c == '"') {
        if (!take_quoted(c)) return wrong(std::string("the quote ") + c + " is not closed");
      } else if (c == '\\' && at_ == text_.size()) {
        return wrong("there is nothing behind the backslash at its end");
      } else {
        add(c == '\\' ? text_[at_++] : c);
      }
    }
    end_word();
    if (words_.empty()) return wrong("there is no word in it");
    return words_;
  }

 private:
  Error wrong(const std::string& what) const {
    return {"the command \"" + std::string(text_) + "\" cannot be split into words: " + what,
            "quote words with blanks as a shell would: 'two words'"};
  }
  void add(char c) {
    if (!word_) word_.emplace();
    *word_ += c;
  }
  void end_word() {
    if (word_) words_.push_back(*word_);
    word_.reset();
  }
  bool take_quoted(char quote) {
    if (!word_) word_.emplace();
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == quote) return true;
      const bool escapes = quote == '"' && c == '\\' && at_ < text_.size() &&
                           (text_[at_] == '"' || text_[at_] == '\\');
      if (escapes) c = text_[at_++];
      *word_ += c;
    }
    return false;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::string> word_;
  std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<std::string>> shell_words(std::string_view text) {
  return Splitter(text).split();
}

}  // namespace mutation
