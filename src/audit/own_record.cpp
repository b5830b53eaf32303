// What the record says of itself.
#include <fmt/format.h>

#include "audit/checks.h"
#include "audit/thresholds.h"
#include "base/text.h"

namespace mutation {
namespace {

std::string reasons_text(const RecordedRun& run) {
  std::vector<std::string> texts;
  for (const Reason& reason : run.reasons) texts.push_back(reason.text);
  return joined(texts, "; ");
}

std::string failure_text(const RecordedRun& run) {
  if (!run.reasons.empty()) return reasons_text(run);
  if (!run.error_message.empty()) return run.error_message;
  return "the record gives no reason";
}

void outcome_findings(const RecordedRun& run, std::size_t i, std::vector<Finding>& findings) {
  if (run.success == false || run.outcome == Outcome::failed ||
      run.outcome == Outcome::interrupted) {
    findings.push_back({.code = "failed",
                        .severity = Gravity::do_not_use,
                        .run = i,
                        .evidence = "the training failed: " + failure_text(run)});
  } else if (run.outcome == Outcome::suspect) {
    findings.push_back({.code = "suspect",
                        .severity = Gravity::doubtful,
                        .run = i,
                        .evidence = "its own record: " + reasons_text(run)});
  }
  if (run.simulated || run.energy.simulated) {
    findings.push_back({.code = "simulated",
                        .severity = Gravity::do_not_use,
                        .run = i,
                        .evidence = "its GPU figures come from the simulated GPU"});
  }
  if (run.role != Role::measured) {
    findings.push_back({.code = "not_measured",
                        .severity = Gravity::doubtful,
                        .run = i,
                        .evidence = "a " + to_text(run.role) + " run: not meant to count"});
  }
}

void open_findings(const RecordedRun& run, std::size_t i, std::vector<Finding>& findings) {
  if (run.repository.empty() || run.model.empty()) {
    findings.push_back({.code = "model_unknown",
                        .severity = Gravity::doubtful,
                        .run = i,
                        .evidence = "the record names no repository or no model"});
  }
  if (!run.unusable.empty()) {
    findings.push_back({.code = "unreadable_figure",
                        .severity = Gravity::doubtful,
                        .run = i,
                        .evidence = "recorded, and no number: " + joined(run.unusable, "; ")});
  }
  if (run.effective_hyperparameters.empty()) {
    findings.push_back({.code = "hyperparameters_unknown",
                        .run = i,
                        .evidence = "the record has only the values that were passed; a catalogue "
                                    "with the model's defaults (--config) fills in the others"});
  }
  if (run.parallel && !run.background) {
    findings.push_back({.code = "background_unknown",
                        .run = i,
                        .evidence = "a parallel run whose record does not name the background"});
  }
}

}  // namespace

void check_own_record(const Material& material, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    outcome_findings((*material.runs)[i], i, findings);
    open_findings((*material.runs)[i], i, findings);
  }
}

}  // namespace mutation
