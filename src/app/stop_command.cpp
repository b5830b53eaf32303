// `mutation stop`: asks the program that runs a session to end it, after the run that goes on or
// now.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "app/submitted_status.h"
#include "cluster/layout.h"
#include "os/pidfd.h"
#include "os/procfs.h"
#include "record/read_session.h"
#include "record/session_lock.h"

namespace mutation {
namespace {

// A descriptor of the very process that writes the session.
Result<UniqueFd> open_writer(const SessionInfo& info, const std::string& directory) {
  const std::string pid = std::to_string(info.writer_pid);
  const Error elsewhere{
      directory + " is written by a program that cannot be seen from here",
      "it runs on host " + info.host + " as process " + pid +
          ", perhaps in a container: stop it there; or it is only getting ready: try again"};
  if (info.boot_id != boot_id()) return elsewhere;
  std::optional<UniqueFd> process = open_pidfd(info.writer_pid);
  // Compared once the descriptor is held: the pid cannot become another's after that.
  const auto found = read_process(info.writer_pid);
  if (!process || !found || found->start_ticks != info.writer_start_ticks) return elsewhere;
  return std::move(*process);
}

Status stop_session(const std::string& directory, bool now) {
  if (!has_writer(directory)) {
    return Error{"no program runs the session " + directory,
                 "`mutation resume` goes on with one that was cut off"};
  }
  const Result<SessionInfo> info = read_latest_info(directory);
  if (!info) return Error{info.error().message, "its program may be getting ready: try again"};
  const Result<UniqueFd> writer = open_writer(*info, directory);
  if (!writer) return writer.error();
  if (const int failure = send_signal(writer->get(), now ? SIGTERM : SIGUSR1); failure != 0) {
    return errno_error("signal process " + std::to_string(info->writer_pid), failure,
                       "only the user whose session it is, and root, may stop it");
  }
  return {};
}

}  // namespace

int do_stop(const Options& options) {
  const Result<std::string> directory = find_running_session(options);
  if (!directory) return print_error(directory.error()), kExitUsage;
  if (is_submitted(*directory)) return stop_submitted(*directory, options);
  if (Status asked = stop_session(*directory, options.stop_now); !asked) {
    return print_error(asked.error()), kExitUsage;
  }
  fmt::print("{}: {}\n", *directory,
             options.stop_now ? "its trainings are being stopped"
                              : "it ends after the run that goes on now");
  return kExitSuccess;
}

}  // namespace mutation
