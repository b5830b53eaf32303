// The thread owns nothing but `Shared`, which both sides keep alive: it may be left behind in a
// write.
#include "watch/latest_file.h"

#include <errno.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <utility>

#include "os/file.h"
#include "os/signals.h"

namespace mutation {
namespace {

constexpr std::chrono::seconds kLastPatience{1};

std::string temporary_name(const std::string& path) {
  return path + ".tmp";
}

Status replace(const std::string& path, const std::string& text) {
  const std::string temporary = temporary_name(path);
  Result<UniqueFd> file = open_anew(temporary);
  if (!file) return file.error();
  if (Status written = write_all(file->get(), text, temporary); !written) return written;
  file->reset();
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    return errno_error("rename " + temporary + " to " + path, errno);
  }
  return {};
}

}  // namespace

struct LatestFile::Shared {
  std::string path;

  std::mutex mutex;
  std::condition_variable changed;
  // Under the mutex.
  std::optional<std::string> text;
  std::optional<Error> error;
  bool writing = false;
  bool stop = false;

  bool settled() const { return !text && !writing; }
};

Result<std::unique_ptr<LatestFile>> LatestFile::open(const std::string& path) {
  const std::string temporary = temporary_name(path);
  if (Result<UniqueFd> file = open_anew(temporary); !file) return file.error();
  if (unlink(temporary.c_str()) != 0) return errno_error("remove " + temporary, errno);
  auto shared = std::make_shared<Shared>();
  shared->path = path;
  return std::unique_ptr<LatestFile>(new LatestFile(std::move(shared)));
}

LatestFile::LatestFile(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
  const AllSignalsBlocked no_signals;  // they are the main loop's
  try {
    thread_ = std::thread([held = shared_] { write_what_comes(*held); });
  } catch (const std::system_error& failure) {
    shared_->error = Error{"start a thread for " + shared_->path + ": " + failure.what(), {}};
  }
}

LatestFile::~LatestFile() {
  if (!thread_.joinable()) return;
  std::unique_lock lock(shared_->mutex);
  shared_->stop = true;
  shared_->changed.notify_all();
  const bool done =
      shared_->changed.wait_for(lock, kLastPatience, [this] { return shared_->settled(); });
  lock.unlock();
  done ? thread_.join() : thread_.detach();
}

void LatestFile::write(std::string text) {
  const std::lock_guard lock(shared_->mutex);
  shared_->text = std::move(text);
  shared_->changed.notify_all();
}

std::optional<Error> LatestFile::settled_error(Seconds at_most) const {
  std::unique_lock lock(shared_->mutex);
  // Nobody writes, and why is known.
  if (!thread_.joinable()) return shared_->error;
  if (!shared_->changed.wait_for(lock, at_most, [this] { return shared_->settled(); })) {
    return Error{fmt::format("write {}: not done within {:.1f} s", shared_->path, at_most.count()),
                 "the disk or the network that it is on does not answer"};
  }
  return shared_->error;
}

void LatestFile::write_what_comes(Shared& shared) {
  std::unique_lock lock(shared.mutex);
  while (true) {
    shared.changed.wait(lock, [&shared] { return shared.stop || shared.text; });
    if (!shared.text) return;
    const std::string text = *std::exchange(shared.text, std::nullopt);
    shared.writing = true;
    lock.unlock();
    const Status written = replace(shared.path, text);
    lock.lock();
    shared.writing = false;
    shared.error = written ? std::optional<Error>() : written.error();
    shared.changed.notify_all();
  }
}

}  // namespace mutation
