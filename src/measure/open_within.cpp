// A promise between two threads, either of which may outlive the other.
#include "measure/open_within.h"

#include <fmt/format.h>

#include <future>
#include <thread>
#include <utility>

#include "measure/signals_blocked.h"

namespace mutation {

Result<std::unique_ptr<PowerSource>> open_within(Seconds limit, const std::string& what,
                                                 OpenSource open) {
  std::packaged_task<Result<std::unique_ptr<PowerSource>>()> task(std::move(open));
  std::future<Result<std::unique_ptr<PowerSource>>> opened = task.get_future();
  std::thread thread = [&task] {
    const SignalsBlocked signals_blocked;
    return std::thread(std::move(task));
  }();
  if (opened.wait_for(limit) == std::future_status::ready) {
    thread.join();
    return opened.get();
  }
  thread.detach();
  return Error{fmt::format("{} did not answer within {:.0f} s", what, limit.count()),
               "the driver may be hanging: see dmesg, restart the machine"};
}

}  // namespace mutation
