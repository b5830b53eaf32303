#include "serve/quiet_worker.h"

#include "os/low_priority.h"

namespace mutation {
namespace {

constexpr std::size_t kMostJobs = 64;

}  // namespace

QuietWorker::QuietWorker(Quiet quiet) : thread_([this, quiet] { work(quiet); }) {}

QuietWorker::~QuietWorker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool QuietWorker::post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= kMostJobs) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_all();
  return true;
}

bool QuietWorker::is_busy() const {
  const std::lock_guard lock(mutex_);
  return working_ || !jobs_.empty();
}

void QuietWorker::work(Quiet quiet) {
  if (quiet == Quiet::idle) give_way_in_thread();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (ending_) return;
    const std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    working_ = true;
    lock.unlock();
    job();
    lock.lock();
    working_ = false;
  }
}

}  // namespace mutation
