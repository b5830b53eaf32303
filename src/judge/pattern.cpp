#include "judge/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <string>

#include "judge/python_syntax.h"

namespace mutation {
namespace {

constexpr uint32_t kMatchLimit = 10'000'000;        // backtracking steps from one starting point
constexpr uint32_t kHeapLimitKib = 64 * 1024;       // interpreter
constexpr size_t kJitStackStart = 32 * 1024;        // bytes
constexpr size_t kJitStackMost = 64 * 1024 * 1024;  // bytes; grown on demand, off our own stack

constexpr uint32_t kCompileOptions =
    PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using CompileContext = std::unique_ptr<pcre2_compile_context, Freer<pcre2_compile_context_free>>;
using Code = std::unique_ptr<pcre2_code, Freer<pcre2_code_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Freer<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Freer<pcre2_match_data_free>>;
using JitStack = std::unique_ptr<pcre2_jit_stack, Freer<pcre2_jit_stack_free>>;

std::string error_text(int code) {
  char buffer[256];
  pcre2_get_error_message(code, reinterpret_cast<PCRE2_UCHAR*>(buffer), sizeof buffer);
  return buffer;
}

// "missing closing parenthesis at character 12"; `offset` is PCRE2's, into the translation.
Error compile_error(std::string_view python, const TranslatedPattern& translated, int code,
                    size_t offset) {
  const size_t byte =
      offset < translated.origins.size() ? translated.origins[offset] : python.size();
  const auto character =
      std::ranges::count_if(python.substr(0, byte), [](char c) { return (c & 0xC0) != 0x80; });
  return {fmt::format("{} at character {}", error_text(code), character), ""};
}

std::string why_given_up(int code) {
  switch (code) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
      return "it backtracks without end";
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
    case PCRE2_ERROR_NOMEMORY:
      return "it needs too much memory";
    default:
      return error_text(code);
  }
}

}  // namespace

struct Pattern::Compiled {
  Code code;
  MatchContext context;
  MatchData data;
  JitStack jit_stack;  // absent without JIT
};

Pattern::Pattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view python) {
  const TranslatedPattern translated = pcre2_syntax(python);
  const CompileContext compile_context(pcre2_compile_context_create(nullptr));
  MUTATION_CHECK(compile_context != nullptr);
  pcre2_set_newline(compile_context.get(), PCRE2_NEWLINE_ANYCRLF);

  int code = 0;
  size_t offset = 0;
  auto compiled = std::make_unique<Compiled>();
  compiled->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.text.data()),
                                     translated.text.size(), kCompileOptions, &code, &offset,
                                     compile_context.get()));
  if (!compiled->code) return compile_error(python, translated, code, offset);

  compiled->context.reset(pcre2_match_context_create(nullptr));
  compiled->data.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  MUTATION_CHECK(compiled->context != nullptr && compiled->data != nullptr);
  pcre2_set_match_limit(compiled->context.get(), kMatchLimit);
  pcre2_set_heap_limit(compiled->context.get(), kHeapLimitKib);
  // Where no executable memory may be had, the interpreter does the same, slower.
  if (pcre2_jit_compile(compiled->code.get(), PCRE2_JIT_COMPLETE) == 0) {
    compiled->jit_stack.reset(pcre2_jit_stack_create(kJitStackStart, kJitStackMost, nullptr));
    pcre2_jit_stack_assign(compiled->context.get(), nullptr, compiled->jit_stack.get());
  }
  return Pattern(std::move(compiled));
}

Result<std::optional<PatternMatch>> Pattern::find(const PatternSearch& search) const {
  MUTATION_CHECK(search.from <= search.text.size());
  uint32_t options = PCRE2_NO_UTF_CHECK;
  if (!search.ends_here) options |= PCRE2_NOTEOL;
  if (search.not_empty_at_start) options |= PCRE2_NOTEMPTY_ATSTART;
  pcre2_set_offset_limit(compiled_->context.get(), search.last_start);
  const int groups = pcre2_match(
      compiled_->code.get(), reinterpret_cast<PCRE2_SPTR>(search.text.data()), search.text.size(),
      search.from, options, compiled_->data.get(), compiled_->context.get());
  if (groups == PCRE2_ERROR_NOMATCH) return std::optional<PatternMatch>();
  if (groups < 0) return Error{"pattern gave up: " + why_given_up(groups), ""};

  const size_t* ends = pcre2_get_ovector_pointer(compiled_->data.get());
  // \K may put the start of a match behind its end.
  PatternMatch match{std::min(ends[0], ends[1]), ends[1], std::nullopt};
  if (pcre2_get_ovector_count(compiled_->data.get()) < 2) {
    match.group = {match.begin, match.end};
  } else if (groups > 1 && ends[2] != PCRE2_UNSET) {
    match.group = {ends[2], ends[3]};
  }
  return std::optional(match);
}

}  // namespace mutation
