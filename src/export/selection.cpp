#include "export/selection.h"

#include <algorithm>
#include <filesystem>
#include <unordered_set>

namespace mutation {
namespace {

bool is_of_session(const RecordedRun& run, const std::vector<std::string>& sessions) {
  return std::ranges::any_of(sessions,
                             [&](const std::string& named) { return names_session(named, run); });
}

bool is_of_model(const RecordedRun& run, const std::vector<std::string>& models) {
  return std::ranges::any_of(models, [&](const std::string& named) {
    return names_model(named, run.repository, run.model);
  });
}

void leave_out(const std::string& why, SelectedRuns& selected) {
  auto known = std::ranges::find(selected.left_out, why, &LeftOut::why);
  if (known == selected.left_out.end())
    known = selected.left_out.insert(known, {.why = why, .runs = 0});
  ++known->runs;
}

void leave_out_duplicates(const AuditedRuns& audited, SelectedRuns& selected) {
  std::unordered_set<const RecordedRun*> taken;
  for (const RecordedRun* run : selected.runs) {
    if (!audited.original_of(*run)) taken.insert(run);
  }
  std::erase_if(selected.runs, [&](const RecordedRun* run) {
    const RecordedRun* original = audited.original_of(*run);
    if (!original || taken.insert(original).second) return false;
    leave_out("they are duplicates of others", selected);
    return true;
  });
}

}  // namespace

std::string why_left_out(const AuditedRuns& audited, const RecordedRun& run,
                         const RunSelection& selection) {
  if (run.role != Role::measured) return "they are warm-ups or calibrations";
  if (!selection.sessions.empty() && !is_of_session(run, selection.sessions))
    return "they are of other sessions";
  if (!selection.models.empty() && !is_of_model(run, selection.models))
    return "they are of other models";
  if (selection.parallel && run.parallel != *selection.parallel)
    return run.parallel ? "they are parallel" : "they are sequential";
  const std::optional<Outcome> outcome = outcome_of(run);
  const auto& wanted = selection.outcomes;
  if (!wanted.empty() && (!outcome || std::ranges::find(wanted, *outcome) == wanted.end()))
    return "their outcome is " + outcome_text(run);
  if (!selection.simulated && is_simulated(run)) return "their GPU is simulated";
  const std::string doubt = why_not_to_use(audited.of(run));
  if (!selection.unusable && !doubt.empty()) return "the audit says not to use them, " + doubt;
  return "";
}

SelectedRuns select_runs(const AuditedRuns& audited, const RunSelection& selection) {
  SelectedRuns selected;
  for (const RecordedRun& run : audited.runs()) {
    const std::string why = why_left_out(audited, run, selection);
    if (why.empty()) {
      selected.runs.push_back(&run);
    } else {
      leave_out(why, selected);
    }
  }
  if (!selection.duplicates) leave_out_duplicates(audited, selected);
  return selected;
}

std::optional<Outcome> outcome_of(const RecordedRun& run) {
  if (run.outcome) return run.outcome;
  if (!run.success) return std::nullopt;
  return *run.success ? Outcome::succeeded : Outcome::failed;
}

std::string outcome_text(const RecordedRun& run) {
  const std::optional<Outcome> outcome = outcome_of(run);
  return outcome ? to_text(*outcome) : "unknown";
}

bool is_simulated(const RecordedRun& run) {
  return run.simulated || run.energy.simulated;
}

bool names_session(const std::string& named, const RecordedRun& run) {
  std::filesystem::path path(named);
  if (!path.has_filename()) path = path.parent_path();
  const std::string name = path.filename();
  return run.session == named || run.session == name || run.store == name;
}

bool names_model(const std::string& named, const std::string& repo, const std::string& model) {
  return named == model || named == repo + "/" + model;
}

}  // namespace mutation
