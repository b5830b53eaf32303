// Which lines of a log tell how a training went. Knows what trainings write when they fail and when
// they end well, and only that.
#include <utility>

#include "judge/judge.h"
#include "judge/log_lines.h"
#include "judge/pattern.h"

namespace mutation {
namespace {

// The first eight are the Python tool's (".*" bounded, so that a log without line ends stays
// cheap); then what else ends a training: Python's tracebacks, the C library, shells, CUDA and its
// libraries.
constexpr std::string_view kErrorPatterns =
    R"(CUDA out of memory)"
    R"(|RuntimeError:(?!.{0,1000}DeprecationWarning))"
    R"(|AssertionError)"
    R"(|FileNotFoundError)"
    R"(|KeyboardInterrupt)"
    R"(|Training.{0,1000}FAILED)"
    R"(|Fatal error:)"
    R"(|致命错误:)"
    R"(|(Traceback \(most recent call last\)))"
    R"(|OutOfMemoryError|MemoryError)"
    R"(|Segmentation fault|Bus error|Illegal instruction|\(core dumped\))"
    R"(|terminate called after throwing)"
    R"(|\bline [0-9]+:\s+[0-9]+ (?:Killed|Aborted|Terminated))"
    R"(|CUDA error:|CUDNN_STATUS_(?!SUCCESS)|CUBLAS_STATUS_(?!SUCCESS)|NCCL error)"
    R"(|uncorrectable ECC error)";

// The Python tool's. For people to read: what a training must write to count as well ended is the
// catalogue's to say.
constexpr std::string_view kSuccessPatterns = R"(Training completed successfully)"
                                              R"(|训练完成|训练成功完成|✓.{0,1000}训练成功)"
                                              R"(|\[SUCCESS\])"
                                              R"(|Evaluation completed)"
                                              R"(|All.{0,1000}completed)"
                                              R"(|Rank@1:|mAP:)";

void tell(std::vector<std::string>* problems, std::string_view of, const Error& error) {
  if (problems) problems->push_back(to_text(with_context(of, error)));
}

// The known pattern first, then those that were given and can be compiled.
struct Searches {
  std::vector<Pattern> patterns;
  std::vector<std::string> names;  // for problems
};

Searches searches_for(std::string_view known, std::string_view name,
                      const std::vector<std::string>& given, std::vector<std::string>* problems) {
  Searches searches;
  auto pattern = Pattern::compile(known);
  MUTATION_CHECK(pattern.ok());
  searches.patterns.push_back(std::move(*pattern));
  searches.names.emplace_back(std::string(name) + "s");
  for (const std::string& text : given) {
    const std::string called = std::string(name) + " \"" + text + "\"";
    auto compiled = Pattern::compile(text);
    if (compiled) {
      searches.patterns.push_back(std::move(*compiled));
      searches.names.push_back(called);
    } else {
      tell(problems, called, compiled.error());
    }
  }
  return searches;
}

enum class Kind { errors, successes };

std::vector<LinesFound> find_all(const Searches& searches, Kind kind, std::string_view log,
                                 size_t most, std::vector<std::string>* problems,
                                 const SearchedTo& searched_to) {
  std::vector<LineSearch> scans;
  for (const Pattern& pattern : searches.patterns) {
    scans.push_back({&pattern, kind == Kind::errors && scans.empty()});
  }
  std::vector<LinesFound> found = find_lines(scans, log, most, searched_to);
  // Nothing depends on the known successes: that they could not all be found is no problem.
  for (size_t i = kind == Kind::errors ? 0 : 1; i < found.size(); ++i) {
    if (!found[i].status) tell(problems, searches.names[i], found[i].status.error());
  }
  return found;
}

}  // namespace

std::vector<std::string> error_lines(std::string_view log, size_t most,
                                     std::vector<std::string>* problems,
                                     const SearchedTo& searched_to,
                                     const std::vector<std::string>& more) {
  const Searches searches = searches_for(kErrorPatterns, "error pattern", more, problems);
  return last_of(find_all(searches, Kind::errors, log, most, problems, searched_to), most);
}

SuccessLines success_lines(std::string_view log, const std::vector<std::string>& expected,
                           size_t most, std::vector<std::string>* problems,
                           const SearchedTo& searched_to) {
  const Searches searches = searches_for(kSuccessPatterns, "success pattern", expected, problems);
  const auto found = find_all(searches, Kind::successes, log, most, problems, searched_to);
  SuccessLines result{.lines = last_of(found, most)};
  for (size_t i = 1; i < found.size(); ++i) result.as_expected |= found[i].found;
  return result;
}

}  // namespace mutation
