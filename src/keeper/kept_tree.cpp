#include "keeper/kept_tree.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>

#include "keeper/method.h"
#include "keeper/orphans.h"
#include "os/pidfd.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

// A keeper that has said that it is done, or was killed, ends at once.
constexpr Seconds kKeeperEnds{5};
// Deeper than any real tree; ends a walk that races with reparenting.
constexpr int kDeepestTree = 10000;

BootTime in(Seconds time) {
  const Seconds bounded = std::clamp(time, Seconds(0), Seconds(1e9));
  return Boottime::now() + std::chrono::duration_cast<Boottime::duration>(bounded);
}

std::string described(const std::optional<ProcessEnd>& end) {
  if (!end) return "it had to be killed";
  if (end->signal) return "killed by signal " + std::to_string(*end->signal);
  return "ended with exit code " + std::to_string(end->code.value_or(-1));
}

}  // namespace

KeptTree::KeptTree(KeeperSpec spec, Spawned keeper, UniqueFd socket, std::optional<Cgroup> cgroup)
    : spec_(std::move(spec)),
      keeper_(std::move(keeper)),
      socket_(std::move(socket)),
      cgroup_(std::move(cgroup)) {
  const std::optional<ProcessStat> stat = read_process(keeper_.pid);
  identity_ = {.tree = spec_.tree.name,
               .keeper_pid = keeper_.pid,
               .keeper_start_ticks = stat ? stat->start_ticks : 0,
               .boot_id = boot_id(),
               .cgroup = cgroup_ ? cgroup_->place().directory : ""};
}

KeptTree::~KeptTree() {
  if (over_) return;
  kill_now();
  const BootTime deadline = in(spec_.tree.kill_bound + kKeeperEnds);
  while (!over_ && Boottime::now() < deadline) {
    pollfd report[] = {{.fd = socket_.get(), .events = POLLIN, .revents = 0}};
    poll_until(report, deadline);
    (void)take_reports();
  }
  if (!over_) (void)keeper_died(Seconds(0));
}

std::vector<TreeReport> KeptTree::take_reports() {
  std::vector<TreeReport> reports;
  std::string buffer(kLargestReport, '\0');
  while (!over_) {
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    // A reset is told once; what was sent before it can still be read.
    if (got < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
    if (got <= 0) {
      reports.emplace_back(keeper_died(kKeeperEnds));
    } else {
      take(decoded_report(std::string_view(buffer).substr(0, static_cast<size_t>(got))), &reports);
    }
  }
  return reports;
}

void KeptTree::take(std::optional<TreeReport> report, std::vector<TreeReport>* reports) {
  if (!report) {
    reports->emplace_back(keeper_died(Seconds(0)));
    return;
  }
  if (const auto* emptied = std::get_if<TreeEmptied>(&*report)) {
    const bool fell_back = emptied->record.method != method_name(spec_.tree.method);
    if (fell_back && in_cgroup(spec_.tree.method)) note_refused(spec_.tree.method);
    keeper_has_ended();
  }
  reports->push_back(std::move(*report));
}

void KeptTree::keeper_has_ended() {
  over_ = true;
  (void)end_keeper(kKeeperEnds);
}

// Waits for the keeper's end, kills it after the bound, and reaps it.
std::string KeptTree::end_keeper(Seconds bound) {
  Result<std::optional<ProcessEnd>> end = reap_until(keeper_.pidfd.get(), in(bound));
  if (end && !*end) {
    send_signal(keeper_.pidfd.get(), SIGKILL);
    reap_blocking(keeper_.pid);
  }
  forget_own_child(keeper_.pid);
  return end ? described(*end) : end.error().message;
}

KeeperDied KeptTree::keeper_died(Seconds patience) {
  over_ = true;
  KeeperDied report{.how = end_keeper(patience),
                    .record = {.tree = spec_.tree.name, .method = method_name(spec_.tree.method)}};
  kill_orphans(cgroup_ ? &*cgroup_ : nullptr, spec_.tree.kill_bound, &report.record);
  return report;
}

KeeperDied KeptTree::abandon() {
  MUTATION_CHECK(!over_);
  return keeper_died(Seconds(0));
}

void KeptTree::stop() {
  command(KeeperCommand::stop);
}

void KeptTree::kill_now() {
  command(KeeperCommand::kill);
}

// Where the keeper is gone its end is noticed by who reads the reports.
void KeptTree::command(KeeperCommand command) {
  if (over_) return;
  const char word = static_cast<char>(command);
  while (send(socket_.get(), &word, 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR) {
  }
}

bool KeptTree::contains(pid_t pid) const {
  if (over_ || pid <= 0) return false;
  if (cgroup_) {
    const std::string path = cgroup_path_of(pid, cgroup_->place().kind);
    const std::string& ours = cgroup_->place().path;
    if (path == ours || path.starts_with(ours + "/")) return true;
  }
  for (int depth = 0; depth < kDeepestTree && pid > 1; ++depth) {
    const std::optional<ProcessStat> process = read_process(pid);
    if (!process) return false;
    if (process->parent == keeper_.pid) return true;
    pid = process->parent;
  }
  return false;
}

}  // namespace mutation
