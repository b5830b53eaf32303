#include "os/prepared_child.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <string_view>

#include "base/text.h"

namespace mutation {
namespace {

constexpr std::string_view kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

// exec's prototypes take char* but promise to change nothing.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::string search_path(const std::vector<std::string>& environment) {
  for (const std::string& variable : environment) {
    if (variable.starts_with("PATH=")) return variable.substr(5);
  }
  return std::string(kDefaultPath);
}

std::vector<std::string> candidates_for(const SpawnOptions& options) {
  const std::string& name = options.argv.front();
  if (name.empty() || name.find('/') != std::string::npos) return {name};
  std::vector<std::string> candidates;
  for (const std::string& folder : split(search_path(options.environment), ':')) {
    candidates.push_back((folder.empty() ? "." : folder) + "/" + name);
  }
  return candidates;
}

std::string in_directory(const std::string& directory, const std::string& path) {
  return directory.empty() || path.starts_with('/') ? path : directory + "/" + path;
}

// False at the end of the pipe.
bool read_report(int pipe, ChildReport* report) {
  ssize_t got = 0;
  do {
    got = read(pipe, report, sizeof *report);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof *report);
}

}  // namespace

PreparedChild::PreparedChild(const SpawnOptions& options, int joined_cgroup)
    : options_(options),
      argv_(pointers_to(options.argv)),
      environment_(pointers_to(options.environment)) {
  MUTATION_CHECK(!options.argv.empty() && options.fds.size() <= kMaxFds);
  candidates_ = candidates_for(options);
  for (const std::string& path : candidates_) candidate_pointers_.push_back(path.c_str());
  candidate_pointers_.push_back(nullptr);
  if (options.oom_score_adj) oom_score_adj_ = std::to_string(*options.oom_score_adj);
  plan_ = {.argv = argv_.data(),
           .environment = environment_.data(),
           .candidates = candidate_pointers_.data(),
           .executable_fd = options.executable_fd,
           .joined_cgroup = joined_cgroup,
           .directory = options.directory.empty() ? nullptr : options.directory.c_str(),
           .fds = options.fds.data(),
           .fd_count = options.fds.size(),
           .new_session = options.session == NewSession::yes,
           .block_all_signals = options.signals == ChildSignals::all_blocked,
           .oom_score_adj = options.oom_score_adj ? oom_score_adj_.c_str() : nullptr};
}

Status PreparedChild::open_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno_error("make a pipe", errno);
  read_end_.reset(ends[0]);
  write_end_.reset(ends[1]);
  plan_.error_pipe = ends[1];
  return {};
}

ExecOutcome PreparedChild::wait_for_exec() {
  write_end_.reset();
  ExecOutcome outcome = ExecOutcome::killed_at_birth;
  ChildReport report;
  while (read_report(read_end_.get(), &report)) {
    if (report.stage == ChildStage::begun) {
      outcome = ExecOutcome::executed;
    } else {
      const bool refused = report.stage == ChildStage::cgroup;
      outcome = refused ? ExecOutcome::cgroup_refused : ExecOutcome::failed;
      error_ = explained(report);
    }
  }
  read_end_.reset();
  return outcome;
}

Error PreparedChild::explained(const ChildReport& failure) const {
  switch (failure.stage) {
    case ChildStage::begun:
      break;
    case ChildStage::cgroup:
      return errno_error("enter a cgroup", failure.errno_value);
    case ChildStage::user_namespace:
      return errno_error("set up a user namespace", failure.errno_value);
    case ChildStage::proc_mount:
      return errno_error("mount /proc in a PID namespace", failure.errno_value);
    case ChildStage::fork:
      return errno_error("fork in a PID namespace", failure.errno_value);
    case ChildStage::session:
      return errno_error("make a session", failure.errno_value);
    case ChildStage::descriptors:
      return errno_error("arrange descriptors", failure.errno_value);
    case ChildStage::directory:
      return errno_error("change to folder " + options_.directory, failure.errno_value);
    case ChildStage::exec:
      break;
  }
  return exec_error(failure.errno_value);
}

Error PreparedChild::exec_error(int errno_value) const {
  const std::string& program = options_.argv.front();
  std::string found;
  for (const std::string& candidate : candidates_) {
    const std::string path = in_directory(options_.directory, candidate);
    if (found.empty() && access(path.c_str(), F_OK) == 0) found = path;
  }
  // A folder on the PATH that may not be entered is not what is wrong with a name that is nowhere.
  if (errno_value == EACCES && found.empty()) errno_value = ENOENT;
  std::string hint;
  if (errno_value == EACCES) hint = "is it executable? chmod +x " + found;
  if (errno_value == ENOEXEC) hint = "a script's first line must name its interpreter";
  if (errno_value == ENOENT && !found.empty()) {
    hint = "the file is there: the interpreter that its first line names is not";
  }
  return errno_error("execute " + program, errno_value, hint);
}

}  // namespace mutation
