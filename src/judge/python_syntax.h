// Python's `re` syntax in PCRE2's: the few places where the same text means something else. It
// changes spelling only; whether the pattern is right is PCRE2's to say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mutation {

struct TranslatedPattern {
  std::string text;             // for PCRE2
  std::vector<size_t> origins;  // for each byte of `text`, the byte of the original it stands for
};

// Translates \Z (the very end), \v (one vertical tab), \uXXXX and \UXXXXXXXX, {,n} (from 0), and a
// '[' inside a character class (an ordinary character). Named groups, lookaround, inline flags and
// the rest are the same in both. [Python library reference, re; pcre2pattern(3)]
TranslatedPattern pcre2_syntax(std::string_view python);

}  // namespace mutation
