#include "run/background.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/text.h"
#include "os/file.h"
#include "run/log_tail.h"

namespace mutation {
namespace {

constexpr const char* kLogPattern = "/background_logs/run_{}.log";

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::string log_name(int number) {
  return "background_logs/run_" + std::to_string(number) + ".log";
}

}  // namespace

std::string background_script(const PlannedTraining& training, const Environment& environment) {
  std::string text = "#!/bin/sh\n# Starts one background training: " + training.repo + " " +
                     training.model + ".\n";
  for (const auto& [name, value] : environment) {
    text += "export " + name + "=" + shell_quoted(value) + "\n";
  }
  text += "cd " + shell_quoted(training.directory) + " || exit 1\n";
  text += "exec " + shell_quoted(training.command) + "\n";
  return text;
}

Background::~Background() {
  tree_.reset();
  if (!options_.keep_script && !script_text_.empty()) unlink(options_.script.c_str());
}

Status Background::start() {
  script_text_ = background_script(*options_.training, options_.environment);
  if (Status made = make_directories(std::filesystem::path(options_.script).parent_path()); !made) {
    return made;
  }
  if (Status written = write_file_durably(options_.script, script_text_, 0755); !written) {
    return with_context("write the background script", written.error());
  }
  TreeSpec spec;
  spec.name = "background";
  spec.run_id = options_.run_id;
  spec.argv = {"/bin/sh", options_.script};
  spec.directory = options_.training->directory;
  spec.environment = options_.environment;
  spec.log_file = options_.run_directory + kLogPattern;
  spec.loop = true;
  spec.restart_delay = options_.timings.background_restart_delay;
  spec.grace = options_.timings.termination_timeout;
  spec.method = options_.tree_method;
  if (!options_.keep_script) spec.remove_on_death = options_.script;
  Result<std::unique_ptr<Tree>> tree = Tree::launch(spec);
  if (!tree) return with_context("start the background training", tree.error());
  tree_ = std::move(*tree);
  return {};
}

void Background::note(const TreeReport& report, RunLoop& loop) {
  const auto end_life = [&](const Instant& at, const ExitStatus& status) {
    if (lives_.empty() || lives_.back().end) return;
    lives_.back().end = at;
    lives_.back().status = status;
    lives_.back().stopped_by_us = stopping_;
    const bool failed = status.code != 0 && elapsed(lives_.back().start, at) < kLateFailure;
    failures_in_a_row_ = failed && !stopping_ ? failures_in_a_row_ + 1 : 0;
    gave_up_ |= failures_in_a_row_ >= kLateFailuresAllowed;
    loop.tell(BackgroundRunEnded{options_.run_index, lives_.back()});
  };
  std::visit(
      Overloaded{
          [&](const TrainingStarted& started) {
            lives_.push_back(
                {.number = started.number, .start = started.at, .log = log_name(started.number)});
            loop.tell(BackgroundRunStarted{options_.run_index, started.number, started.pid});
          },
          [&](const TrainingEnded& ended) {
            if (lives_.empty() || lives_.back().number != ended.number) {
              lives_.push_back(
                  {.number = ended.number, .start = ended.at, .log = log_name(ended.number)});
            }
            lives_.back().start_error = ended.start_error;
            end_life(ended.at, ended.status);
          },
          [&](const LoopGaveUp&) { gave_up_ = true; },
          [&](const TreeEmptied& emptied) {
            stop_record_ = emptied.record;
            end_life(loop.now(), {});
          },
          [&](const KeeperDied& died) {
            stop_record_ = died.record;
            keeper_died_ = true;
            end_life(loop.now(), {});
          }},
      report);
}

bool Background::alive() const {
  return !lives_.empty() && !lives_.back().end;
}

std::string Background::log_end() const {
  if (lives_.empty()) return {};
  const BackgroundRun& last = lives_.back();
  return last.start_error.empty() ? log_tail(options_.run_directory + "/" + last.log)
                                  : last.start_error;
}

std::string Background::current_log() const {
  return lives_.empty() ? "" : options_.run_directory + "/" + lives_.back().log;
}

void Background::fill_shares(const Instant& from, const Instant& to, LoadRecord& record) const {
  const Seconds whole = elapsed(from, to);
  if (whole <= Seconds(0)) return;
  record.alive_fraction = 0;
  record.paused_fraction = 0;
  const auto share = [&](BootTime start, BootTime end) {
    start = std::max(start, from.boot);
    end = std::min(end, to.boot);
    return end > start ? Seconds(end - start) / whole : 0.0;
  };
  const auto delay = std::chrono::duration_cast<std::chrono::nanoseconds>(
      options_.timings.background_restart_delay);
  for (size_t i = 0; i < lives_.size(); ++i) {
    const BackgroundRun& life = lives_[i];
    *record.alive_fraction += share(life.start.boot, life.end ? life.end->boot : to.boot);
    if (!life.end || life.status.code != 0) continue;
    const BootTime next = i + 1 < lives_.size() ? lives_[i + 1].start.boot : to.boot;
    *record.paused_fraction += share(life.end->boot, std::min(next, life.end->boot + delay));
  }
}

void Background::fill(LoadRecord& record) const {
  record.runs = lives_;
  record.script = options_.script;
  record.script_text = script_text_;
  record.script_kept = options_.keep_script;
}

}  // namespace mutation
