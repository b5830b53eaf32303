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

bool is_older(const std::string& a, const std::string& b) {
  return order_of(a) < order_of(b);
}

bool is_failure(const std::error_code& failure) {
  return failure && failure != std::errc::no_such_file_or_directory &&
         failure != std::errc::not_a_directory;
}

// Of the folders that are named as sessions and cannot be looked into, the newest; "" for none.
std::string newest_closed(const std::string& results_directory) {
  std::string newest;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(results_directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (is_session_name(name) && (newest.empty() || is_older(newest, name)) &&
        why_closed(entry.path().string()))
      newest = name;
  }
  return newest;
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
  std::sort(names.begin(), names.end(), is_older);
  return names;
}

std::optional<Error> why_closed(const std::string& folder) {
  std::error_code failure;
  const auto store = std::filesystem::status(folder + "/session.db", failure).type();
  if (!is_failure(failure)) {
    failure.clear();
    // A store that can be reached is read without a look at what lies beside it.
    if (store == std::filesystem::file_type::not_found)
      std::filesystem::directory_iterator(folder, failure);
  }
  if (!is_failure(failure)) return std::nullopt;
  return Error{folder + " cannot be read: " + failure.message(),
               "ask its owner to let you read it, or read it as root"};
}

bool has_empty_store(const std::string& folder) {
  const auto bytes_of = [&](const char* name) {
    std::error_code failure;
    const std::uintmax_t bytes = std::filesystem::file_size(folder + name, failure);
    return failure ? std::nullopt : std::optional(bytes);
  };
  // What is not folded into the store yet stands beside it.
  return bytes_of("/session.db") == 0 && bytes_of("/session.db-wal").value_or(0) == 0;
}

Result<std::string> newest_session(const std::string& results_directory) {
  const std::vector<std::string> names = session_names(results_directory);
  if (auto closed = why_closed(results_directory)) return *closed;
  const std::string closed = newest_closed(results_directory);
  if (!closed.empty() && (names.empty() || is_older(names.back(), closed))) {
    Error error = *why_closed(results_directory + "/" + closed);
    error.hint += "; or name an older session";
    return error;
  }
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
