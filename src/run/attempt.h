// One attempt of one planned run, from its gate to its judgement: cool, start the background,
// train, stop, measure, judge. Whatever fails on the way, the trees are stopped and what was
// measured is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "judge/judge.h"
#include "model/journal.h"
#include "model/tree_method.h"
#include "run/background.h"
#include "run/compute_processes.h"
#include "run/cooling_references.h"
#include "run/foreign_cpu.h"
#include "run/gate.h"
#include "run/process_watch.h"
#include "run/readiness.h"
#include "run/run_loop.h"

namespace mutation {

struct AttemptRequest {
  const PlannedRun* planned = nullptr;
  std::string run_id;
  std::string run_directory;  // absolute
  int number = 1;
  Seconds minimum_idle{0};
  std::string minimum_from;
  CoolingReferences cooling;
  // A warm-up's training is ended once the GPU is this hot; absent: not before its end.
  std::optional<Celsius> warm_until;
  std::string script;  // of the background; absolute path
  bool keep_script = false;
  TreeMethod tree_method = TreeMethod::automatic;
  std::vector<int> own_gpus;  // where `planned` names none; none: the first
  // A user's own command, which is the caller's but for being measured: it has these streams
  // instead of a log, and is not told which GPUs are its own where none was asked for.
  std::optional<TreeStreams> streams;
  // Beside the periodic readings one just after each phase, and one that opens the first where that
  // is more than a moment, however rare those are.
  bool readings_at_edges = false;
  std::vector<Seconds> earlier_durations;  // of runs of the same configuration
  // That the trainings of `planned` work in. Where one could not be made nothing is started.
  std::vector<CopyRecord> copies;
};

class Attempt {
 public:
  Attempt(RunLoop& loop, RunJournal& journal, AttemptRequest request);
  AttemptRecord run();

 private:
  // Stages. Each gives false when the attempt must not go on to the next.
  bool cool();
  bool start_background();
  bool wait_for_load();
  void train();
  void stop();
  void finish();

  // For readings of after the last phase, where they were asked for; bounded.
  void wait_for_edge_readings();
  // What the trainings are told: the run's devices and its name.
  Environment common_environment() const;
  bool launch_foreground();
  void wait_for_training();
  // Notes who computes on the GPUs, and tells of strangers.
  void look_at_processes();
  CpuLook look_at_cpus_now();
  void note_foreign_cpu(const CpuLook& before);
  void take_report(const Tree& tree, const TreeReport& report);
  void note_foreground(const TreeReport& report);
  void note_training_end(const TrainingEnded& ended);
  void turn(Seconds at_most = kTick);
  void stop_tree(Tree& tree);
  // Until the GPUs hold no context of the trees that were stopped, bounded.
  void wait_for_contexts();
  // Of dead processes that were not seen to be strangers.
  std::vector<ComputeProcess> contexts_left(const DeadContexts& dead) const;
  // Whether the OOM killer struck in the foreground's tree or, since the attempt began, anywhere.
  OomKill oom_kill() const;
  std::vector<Tree*> trees();
  // What the gate waits for, into the live samples.
  void show_outlook(const GateOutlook& outlook);
  bool hot_enough() const;
  // Notes the session's median; how far the start is off it, for judge().
  std::string compare_start();
  void begin_phase(PhaseKind kind, std::optional<Seconds> minimum, std::optional<Seconds> maximum);
  void end_phase(std::string verdict = {});
  bool must_end() const;
  // Behind every verdict that rests on a simulated GPU; "" otherwise.
  std::string simulated_note() const;
  void keep_identity(const Tree& tree);

  RunLoop& loop_;
  RunJournal& journal_;
  AttemptRequest request_;
  const PlannedRun& planned_;
  std::vector<int> gpus_;
  AttemptRecord record_;
  std::unique_ptr<Tree> foreground_;
  std::unique_ptr<Background> background_;
  ProcessWatch processes_;
  bool foreground_ended_ = false;
  bool warm_ = false;       // a warm-up that was ended because the GPU was hot enough
  bool cut_short_ = false;  // the user's stop came before the training's end
  bool foreground_keeper_died_ = false;
  bool out_of_memory_in_tree_ = false;
  std::optional<std::uint64_t> oom_kills_before_;
  std::vector<std::string> unwritten_;
};

// Whether the attempt ended at its gate because the GPU must be warmed up first.
bool warm_up_due(const AttemptRecord& attempt);

}  // namespace mutation
