#include "os/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "os/environment.h"
#include "os/poll.h"
#include "os/spawn.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno_error("make a pipe", errno);
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// Reads once; closes at the end of the stream.
void take_output(UniqueFd* from, std::string* into, size_t limit) {
  char buffer[16384];
  const ssize_t got = read(from->get(), buffer, sizeof buffer);
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) return from->reset();
  into->append(buffer, std::min(static_cast<size_t>(got), limit - into->size()));
}

// Until the command has ended and what it wrote has been read; false at the deadline. A process
// that it left behind may hold the pipes open: after the command's end only what is there is read.
bool collect(const UniqueFd& pidfd, std::array<UniqueFd, 2>* streams, CommandResult* result,
             size_t limit, BootTime deadline) {
  while (true) {
    std::array<pollfd, 3> waiting = {{{pidfd.get(), POLLIN, 0},
                                      {(*streams)[0].get(), POLLIN, 0},
                                      {(*streams)[1].get(), POLLIN, 0}}};
    if (poll_until(waiting, deadline) == 0) return false;
    if (waiting[1].revents != 0) take_output(&(*streams)[0], &result->output, limit);
    if (waiting[2].revents != 0) take_output(&(*streams)[1], &result->errors, limit);
    const bool ended = waiting[0].revents != 0;
    const bool idle = waiting[1].revents == 0 && waiting[2].revents == 0;
    if (ended && idle) return true;
    if (Boottime::now() >= deadline) return ended;
  }
}

// The group's id stays the command's own until the command is reaped.
Result<std::optional<ProcessEnd>> end_group(const Spawned& child, bool ended) {
  kill(-child.pid, SIGKILL);
  Result<std::optional<ProcessEnd>> end = std::optional<ProcessEnd>();
  if (ended) {
    end = reap(child.pidfd.get());
  } else {
    reap_blocking(child.pid);
  }
  // Orphans of the group are ours where this process is a subreaper.
  reap_killed_group(child.pid);
  forget_own_child(child.pid);
  return end;
}

}  // namespace

Result<CommandResult> run_command(const std::vector<std::string>& argv,
                                  const CommandOptions& options) {
  if (argv.empty()) return Error{"run a command: no words given", {}};
  Result<Pipe> output = make_pipe();
  if (!output) return output.error();
  Result<Pipe> errors = make_pipe();
  if (!errors) return errors.error();
  const UniqueFd nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.valid()) return errno_error("open /dev/null", errno);
  Result<Spawned> child =
      spawn({.argv = argv,
             .environment =
                 with_variables(without_variables(current_environment(), options.without_variables),
                                options.environment),
             .directory = options.directory,
             .fds = {{nothing.get(), STDIN_FILENO},
                     {output->write_end.get(), STDOUT_FILENO},
                     {errors->write_end.get(), STDERR_FILENO}},
             .session = NewSession::yes});
  if (!child) return child.error();
  output->write_end.reset();
  errors->write_end.reset();
  std::array<UniqueFd, 2> streams = {std::move(output->read_end), std::move(errors->read_end)};
  CommandResult result;
  const BootTime deadline =
      Boottime::now() + std::chrono::duration_cast<Boottime::duration>(options.time_limit);
  const bool ended = collect(child->pidfd, &streams, &result, options.output_limit, deadline);
  const Result<std::optional<ProcessEnd>> end = end_group(*child, ended);
  if (!end) return with_context("run " + argv.front(), end.error());
  if (!*end && options.late == LateCommand::result) {
    result.late = true;
    return result;
  }
  if (!*end) {
    return Error{"run " + argv.front() + ": it did not end within the time allowed", {}};
  }
  result.end = **end;
  return result;
}

}  // namespace mutation
