// One thread that gives way to others on the machine and does what it is given, in turn.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace mutation {

// nice: as its process. idle: it works only when nobody else wants to, which may take long.
enum class Quiet { nice, idle };

class QuietWorker {
 public:
  explicit QuietWorker(Quiet quiet);
  ~QuietWorker();  // waits for what is being done; the rest is dropped

  // False, and nothing will be done, when too much waits already. Any thread.
  bool post(std::function<void()> job);
  // Whether something is being done or waits.
  bool is_busy() const;

 private:
  void work(Quiet quiet);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool working_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace mutation
