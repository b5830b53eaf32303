#include "record/session_list.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include "record/read_session.h"
#include "record/session_lock.h"

namespace mutation {
namespace {

constexpr std::string_view kPrefix = "run_";
constexpr size_t kTimedLength = std::string_view("run_YYYYmmdd_HHMMSS").size();

// "run_20251112_093000_10" -> {"run_20251112_093000", 10}
std::pair<std::string, int> order_of(const std::string& name) {
  int number = 1;
  if (name.size() > kTimedLength + 1) {
    std::from_chars(name.data() + kTimedLength + 1, name.data() + name.size(), number);
  }
  return {name.substr(0, kTimedLength), number};
}

}  // namespace

bool is_session_name(const std::string& name) {
  return name.starts_with(kPrefix);
}

std::vector<std::string> session_names(const std::string& results_directory) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(results_directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (is_session_name(name) && std::filesystem::exists(entry.path() / "session.db", ignored))
      names.push_back(name);
  }
  std::sort(names.begin(), names.end(),
            [](const std::string& a, const std::string& b) { return order_of(a) < order_of(b); });
  return names;
}

Result<std::string> newest_session(const std::string& results_directory) {
  const std::vector<std::string> names = session_names(results_directory);
  if (names.empty()) {
    return Error{"no session in " + results_directory,
                 "sessions lie in the results folder of the root; name another with --results"};
  }
  // One that was killed before it had begun holds nothing.
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    const std::string directory = results_directory + "/" + *name;
    if (has_writer(directory) || read_latest_info(directory)) return directory;
  }
  return results_directory + "/" + names.back();
}

}  // namespace mutation
