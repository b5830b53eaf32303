#include "cluster/block_progress.h"

#include <stdio.h>

#include <utility>

#include "base/text.h"
#include "os/file.h"
#include "record/from_json_parts.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

std::string file_of(const std::string& claim_folder) {
  return claim_folder + "/progress.json";
}

BlockProgress progress_of(const Json& json) {
  BlockProgress progress;
  take(json, "runs", progress.runs);
  take(json, "ended", progress.ended);
  take(json, "succeeded", progress.succeeded);
  take(json, "suspect", progress.suspect);
  take(json, "failed", progress.failed);
  take(json, "running", progress.running);
  take_if_there(json, "run_phase", progress.run_phase);
  std::optional<std::string> phase_start;
  take_if_there(json, "run_phase_start", phase_start);
  progress.run_phase_start = utc_of(phase_start.value_or("")).value_or(UtcTime{});
  take(json, "complete", progress.complete);
  take(json, "at_work", progress.at_work);
  take(json, "ended_by", progress.ended_by);
  take(json, "node", progress.node);
  take(json, "job_id", progress.job_id);
  progress.at = utc_of(json.at("at").get<std::string>()).value_or(UtcTime{});
  return progress;
}

Json json_of(const BlockProgress& progress) {
  const Json begun = progress.run_phase.empty() ? Json() : Json(iso_utc(progress.run_phase_start));
  return {{"runs", progress.runs},           {"ended", progress.ended},
          {"succeeded", progress.succeeded}, {"suspect", progress.suspect},
          {"failed", progress.failed},       {"running", progress.running},
          {"run_phase", progress.run_phase}, {"run_phase_start", begun},
          {"complete", progress.complete},   {"at_work", progress.at_work},
          {"ended_by", progress.ended_by},   {"node", progress.node},
          {"job_id", progress.job_id},       {"at", iso_utc(progress.at)}};
}

// 0: none.
void begin_run(int index, BlockProgress& progress) {
  progress.running = index;
  progress.run_phase.clear();
  progress.run_phase_start = {};
}

void count(const RunRecord& run, BlockProgress& progress) {
  begin_run(0, progress);
  // An interrupted run is done again.
  if (run.outcome == Outcome::interrupted) return;
  ++progress.ended;
  if (run.planned.role != Role::measured) return;
  if (run.outcome == Outcome::succeeded) ++progress.succeeded;
  if (run.outcome == Outcome::suspect) ++progress.suspect;
  if (run.outcome == Outcome::failed) ++progress.failed;
}

int measured_in(const BlockProgress& progress) {
  return progress.succeeded + progress.suspect + progress.failed;
}

}  // namespace

Result<BlockProgress> read_progress(const std::string& claim_folder) {
  const Result<std::string> text = read_file(file_of(claim_folder));
  if (!text) return text.error();
  return guarded(*text, file_of(claim_folder), progress_of);
}

ProgressFile::ProgressFile(std::string claim_folder, BlockProgress so_far)
    : claim_folder_(std::move(claim_folder)),
      progress_(std::move(so_far)),
      before_(measured_in(progress_)) {
  write();
}

void ProgressFile::on_event(const Event& event) {
  progress_.at = event.at.utc;
  if (const auto* started = std::get_if<RunStarted>(&event.body)) {
    begin_run(started->index, progress_);
  } else if (const auto* phase = std::get_if<PhaseStarted>(&event.body)) {
    progress_.run_phase = to_text(phase->kind);
    progress_.run_phase_start = event.at.utc;
  } else if (const auto* ended = std::get_if<RunEnded>(&event.body)) {
    count(ended->run, progress_);
  } else if (std::get_if<RunAdded>(&event.body)) {
    ++progress_.runs;
  } else if (const auto* session = std::get_if<SessionEnded>(&event.body)) {
    progress_.ended_by = session->ended_by;
  } else {
    return;
  }
  write();
}

int ProgressFile::ended_here() const {
  return measured_in(progress_) - before_;
}

void ProgressFile::close(bool complete, const UtcTime& at) {
  progress_.complete = complete;
  progress_.at_work = false;
  begin_run(0, progress_);
  progress_.at = at;
  write();
}

// Whole or not at all, but not synced: after a crash an older state does no harm.
void ProgressFile::write() {
  const std::string made = file_of(claim_folder_) + ".new";
  const Result<UniqueFd> file = open_anew(made);
  if (!file) return;
  if (!write_all(file->get(), to_document(json_of(progress_)), made)) return;
  [[maybe_unused]] const int renamed = rename(made.c_str(), file_of(claim_folder_).c_str());
}

}  // namespace mutation
