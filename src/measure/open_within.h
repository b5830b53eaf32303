// Does what may take for ever: a driver in trouble hangs in its first call.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "base/result.h"
#include "base/units.h"
#include "measure/new_thread.h"
#include "measure/power_source.h"

namespace mutation {

using OpenSource = std::function<Result<std::unique_ptr<PowerSource>>()>;

// Calls `look` on a thread of its own and waits at most `limit`. An error naming `what` when it has
// not come back by then: the thread is left behind, and what it may still bring is destroyed there.
template <typename Found>
Result<Found> done_within(Seconds limit, const std::string& what,
                          std::function<Result<Found>()> look) {
  // A promise between two threads, either of which may outlive the other.
  std::packaged_task<Result<Found>()> task(std::move(look));
  std::future<Result<Found>> found = task.get_future();
  std::thread thread;
  try {
    const SignalsBlocked signals_blocked;
    thread = std::thread(std::move(task));
  } catch (const std::system_error& failure) {
    return no_thread("open " + what, failure);
  }
  if (found.wait_for(limit) == std::future_status::ready) {
    thread.join();
    return found.get();
  }
  thread.detach();
  return Error{fmt::format("{} did not answer within {:.0f} s", what, limit.count()),
               "the driver may be hanging: see dmesg, restart the machine"};
}

// The same for a source: one that is opened too late is closed on its thread.
Result<std::unique_ptr<PowerSource>> open_within(Seconds limit, const std::string& what,
                                                 OpenSource open);

}  // namespace mutation
