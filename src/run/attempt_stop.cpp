// The stop of an attempt: its trees, then what they held on the GPUs. No further stage, and no
// judgement of what it finds.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "run/attempt.h"

namespace mutation {
namespace {

// Beyond what the keeper itself is allowed: a keeper that does not answer by then is taken for
// dead.
constexpr Seconds kKeeperPatience{10};

}  // namespace

void Attempt::stop() {
  // Who asks to stop after the training has ended interrupts the session, not this run.
  cut_short_ = loop_.stop_requested() && !foreground_ended_;
  // A phase that was left half-way ends here; the stop has its own.
  if (!record_.phases.empty() && record_.phases.back().end.boot == BootTime{}) end_phase();
  if (!foreground_ && !(background_ && background_->started())) return;
  begin_phase(PhaseKind::stop, {}, {});
  if (foreground_ && !foreground_->emptied()) stop_tree(*foreground_);
  if (background_ && background_->started()) {
    background_->note_stopping();
    if (!background_->tree().emptied()) stop_tree(background_->tree());
    if (background_->stop_record()) record_.stops.push_back(*background_->stop_record());
  }
  wait_for_contexts();
  end_phase();
}

void Attempt::wait_for_contexts() {
  const Instant start = loop_.now();
  StopRecord record{.tree = kGpuContexts, .method = kContextsByLists};
  DeadContexts dead;
  std::vector<ComputeProcess> left;
  std::set<pid_t> seen;
  while (loop_.stop_level() != StopLevel::stop_now &&
         elapsed(start, loop_.now()) < TreeSpec{}.kill_bound) {
    dead = contexts_of_dead_processes(loop_.observations(), gpus_, start.monotonic);
    left = contexts_left(dead);
    for (const ComputeProcess& process : left) seen.insert(process.pid);
    if (dead.up_to_date && left.empty()) break;
    turn();
  }
  // Without a list of after the stop nothing is known, and nothing is claimed.
  if (!dead.any_list || !dead.up_to_date) return;
  record.seen = int(seen.size());
  record.survivors = int(left.size());
  record.took = elapsed(start, loop_.now());
  std::ranges::transform(left, std::back_inserter(record.survivor_processes),
                         [](const ComputeProcess& process) { return describe(process); });
  record_.stops.push_back(std::move(record));
}

std::vector<ComputeProcess> Attempt::contexts_left(const DeadContexts& dead) const {
  std::vector<ComputeProcess> left = dead.processes;
  std::erase_if(
      left, [this](const ComputeProcess& process) { return processes_.is_stranger(process.pid); });
  return left;
}

void Attempt::stop_tree(Tree& tree) {
  const Seconds patience =
      planned_.timings.termination_timeout + TreeSpec{}.kill_bound + kKeeperPatience;
  const Instant start = loop_.now();
  const StopLevel asked_before = loop_.stop_level();
  asked_before == StopLevel::stop_now ? tree.kill_now() : tree.stop();
  bool killed = asked_before == StopLevel::stop_now;
  while (!tree.emptied() && elapsed(start, loop_.now()) < patience) {
    turn();
    if (!killed && loop_.stop_level() == StopLevel::stop_now) {
      tree.kill_now();
      killed = true;
    }
  }
  if (!tree.emptied()) take_report(tree, tree.abandon());
}

}  // namespace mutation
