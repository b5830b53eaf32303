// A promise between two threads, either of which may outlive the other.
#include "measure/open_within.h"

#include <fmt/format.h>

#include <future>
#include <system_error>
#include <thread>
#include <utility>

#include "measure/new_thread.h"

namespace mutation {

Result<std::unique_ptr<PowerSource>> open_within(Seconds limit, const std::string& what,
                                                 OpenSource open) {
  std::packaged_task<Result<std::unique_ptr<PowerSource>>()> task(std::move(open));
  std::future<Result<std::unique_ptr<PowerSource>>> opened = task.get_future();
  std::thread thread;
  try {
    const SignalsBlocked signals_blocked;
    thread = std::thread(std::move(task));
  } catch (const std::system_error& failure) {
    return no_thread("open " + what, failure);
  }
  if (opened.wait_for(limit) == std::future_status::ready) {
    thread.join();
    return opened.get();
  }
  thread.detach();
  return Error{fmt::format("{} did not answer within {:.0f} s", what, limit.count()),
               "the driver may be hanging: see dmesg, restart the machine"};
}

}  // namespace mutation
