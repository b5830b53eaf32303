#include "serve/session_watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>

#include "record/session_directory.h"
#include "record/session_list.h"
#include "record/session_lock.h"

namespace mutation {
namespace {

// Listing the sessions and asking for the writer's lock cost more than a stat.
constexpr std::chrono::seconds kBetweenThorough{2};

// Nanoseconds; 0 where there is none.
std::int64_t written_at(const std::string& file) {
  struct stat seen {};
  if (stat(file.c_str(), &seen) != 0) return 0;
  return std::int64_t{seen.st_mtim.tv_sec} * 1'000'000'000 + seen.st_mtim.tv_nsec;
}

// Of a submitted session, whose runs come into its store without an event when they are collected;
// 0 of any other.
std::int64_t store_written_at(const std::string& directory) {
  if (!is_submitted(directory)) return 0;
  const std::string store = directory + "/session.db";
  return std::max(written_at(store), written_at(store + "-wal"));
}

std::string events_of(const std::string& directory) {
  return directory + "/events.jsonl";
}

}  // namespace

SessionWatch::SessionWatch(std::string directory, std::string results)
    : directory_(std::move(directory)),
      results_(std::move(results)),
      log_(events_of(directory_)),
      has_writer_(has_writer(directory_)),
      store_written_at_(store_written_at(directory_)) {}

SessionNews SessionWatch::look(BootTime now) {
  SessionNews news;
  if (now >= next_thorough_) {
    next_thorough_ = now + kBetweenThorough;
    news.another_session = take_newer_session();
    const bool written = has_writer(directory_);
    const std::int64_t store = store_written_at(directory_);
    news.overview_changed =
        news.another_session || written != has_writer_ || store != store_written_at_;
    has_writer_ = written;
    store_written_at_ = store;
  }
  const EventLogNews lines = log_.look();
  news.events = news.another_session || lines.grown || lines.replaced;
  news.overview_changed = news.overview_changed || lines.overview_changed;
  return news;
}

bool SessionWatch::take_newer_session() {
  if (results_.empty()) return false;
  // Most often it is the last by name; whether one has begun is asked only where it is not.
  const std::vector<std::string> names = session_names(results_);
  if (names.empty() || directory_.ends_with("/" + names.back())) return false;
  const Result<std::string> newest = newest_session(results_);
  if (!newest || *newest == directory_) return false;
  directory_ = *newest;
  log_ = EventLog(events_of(directory_));
  return true;
}

}  // namespace mutation
