#include <algorithm>
#include <map>
#include <set>

#include "compare/analysis.h"
#include "export/selection.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "report/numbers.h"
#include "report/overview_parts.h"

namespace mutation {
namespace {

// What figures across runs rest on; unless somebody asks for more, on AnalysedRuns::used. Simulated
// runs are compared among each other and say so.
std::set<const RecordedRun*> used_runs(const AuditedRuns& audited, AnalysedRuns which) {
  const SelectedRuns selected = runs_to_analyse(audited, which);
  return {selected.runs.begin(), selected.runs.end()};
}

// That a run was simulated is no doubt about its figures here: they say so wherever they stand.
std::string verdict_on(const AuditedRun& audited) {
  AuditedRun judged;
  for (const Finding& finding : audited.findings) {
    if (finding.code != "simulated") judged.worst = std::max(judged.worst, finding.severity);
  }
  return verdict_of(judged);
}

Json findings_of(const AuditedRun& audited) {
  Json findings = Json::array();
  for (const Finding& finding : audited.findings)
    findings.push_back({{"code", finding.code}, {"text", finding.evidence}});
  return findings;
}

// In the columns' order.
class Columns {
 public:
  Columns(const ReportMaterial& material, const AuditedRuns& audited)
      : material_(material),
        audited_(audited),
        used_(used_runs(audited, AnalysedRuns::used)),
        used_all_(used_runs(audited, AnalysedRuns::all)) {}

  Json take() {
    add_identity();
    add_judgement();
    add_figures();
    add_evidence();
    add_values();
    return std::move(columns_);
  }

 private:
  template <typename Value>
  void add(const char* name, Value value) {
    Json column = Json::array();
    column.get_ref<Json::array_t&>().reserve(material_.runs.size());
    for (std::size_t i = 0; i < material_.runs.size(); ++i)
      column.push_back(value(material_.runs[i], material_.reported[i]));
    columns_[name] = std::move(column);
  }

  void add_identity() {
    add("session", [](const auto&, const auto& reported) { return Json(reported.session); });
    add("index", [](const auto&, const auto& reported) { return Json(reported.index); });
    add("run_id", [](const auto& run, const auto&) { return Json(run.run_id); });
    add("experiment_id", [](const auto& run, const auto&) { return Json(run.experiment_id); });
    add("repo", [](const auto& run, const auto&) { return Json(run.repository); });
    add("model", [](const auto& run, const auto&) { return Json(run.model); });
    add("parallel", [](const auto& run, const auto&) { return Json(run.parallel ? 1 : 0); });
    add("background", [](const auto& run, const auto&) {
      return run.background ? Json(run.background->repository + "/" + run.background->model)
                            : Json();
    });
    add("role", [](const auto& run, const auto&) { return Json(to_text(run.role)); });
  }

  void add_judgement() {
    add("outcome", [](const auto& run, const auto&) { return Json(outcome_text(run)); });
    add("reasons", [](const auto& run, const auto&) { return array_of(run.reasons); });
    add("audit", [&](const auto& run, const auto&) { return Json(verdict_on(audited_.of(run))); });
    add("audit_findings",
        [&](const auto& run, const auto&) { return findings_of(audited_.of(run)); });
    add("used", [&](const auto& run, const auto&) { return Json(used_.contains(&run) ? 1 : 0); });
    add("used_all",
        [&](const auto& run, const auto&) { return Json(used_all_.contains(&run) ? 1 : 0); });
    add("start", [](const auto&, const auto& reported) { return unix_seconds(reported.start); });
    add("duration", [](const auto& run, const auto&) { return significant(run.duration); });
    add("attempts", [](const auto&, const auto& reported) { return Json(reported.attempts); });
  }

  void add_figure(const char* name, std::optional<double> EnergyMetrics::*figure, int digits = 7) {
    add(name,
        [=](const auto& run, const auto&) { return significant(run.energy.*figure, digits); });
  }

  void add_figures() {
    add_figure("gpu_joules", &EnergyMetrics::gpu_energy_total_joules);
    add_figure("gpu_uncertainty_joules", &EnergyMetrics::gpu_energy_uncertainty_joules, 3);
    add_figure("gpu_net_joules", &EnergyMetrics::gpu_energy_above_idle_joules);
    add_figure("gpu_above_background_joules", &EnergyMetrics::gpu_energy_above_background_joules);
    add_figure("gpu_net_uncertainty_joules",
               &EnergyMetrics::gpu_energy_above_idle_uncertainty_joules, 3);
    add_figure("gpu_above_background_uncertainty_joules",
               &EnergyMetrics::gpu_energy_above_background_uncertainty_joules, 3);
    add_figure("cpu_joules", &EnergyMetrics::cpu_energy_total_joules);
  }

  void add_evidence() {
    add("start_celsius",
        [](const auto& run, const auto&) { return significant(run.start_temperature, 4); });
    add("cooling_seconds",
        [](const auto& run, const auto&) { return significant(run.cooling_taken, 4); });
    add("cooling", [](const auto& run, const auto&) { return text_or_null(run.cooling_verdict); });
    add("load", [](const auto& run, const auto&) { return text_or_null(run.load_verdict); });
    add("strangers", [](const auto& run, const auto&) { return or_null(run.strangers); });
    add("throttled",
        [](const auto&, const auto& reported) { return significant(reported.throttled, 3); });
    add("device", [](const auto& run, const auto&) { return Json(run.device); });
    add("configuration", [](const auto& run, const auto&) { return Json(run.configuration); });
    add("block", [](const auto& run, const auto&) { return Json(run.block); });
    add("simulated", [](const auto& run, const auto& reported) {
      return Json(reported.simulated || is_simulated(run) ? 1 : 0);
    });
    add("page", [](const auto&, const auto& reported) {
      return reported.page ? Json::array({reported.page->first, reported.page->second}) : Json();
    });
  }

  // An object with a column for each name that occurs; null where a run lacks it.
  template <typename Fill>
  void add_named(const char* name, Fill fill) {
    std::map<std::string, Json> named;
    for (std::size_t i = 0; i < material_.runs.size(); ++i) {
      fill(material_.runs[i], [&](const std::string& each, Json value) {
        const auto [column, is_new] = named.try_emplace(each, Json::array());
        if (is_new) column->second = Json::array_t(material_.runs.size());
        column->second[i] = std::move(value);
      });
    }
    Json object = Json::object();
    for (auto& [each, column] : named) object[each] = std::move(column);
    columns_[name] = std::move(object);
  }

  void add_values() {
    add_named("hyperparameters", [](const RecordedRun& run, const auto& put) {
      const bool known = !run.effective_hyperparameters.empty();
      for (const NamedValue& each : known ? run.effective_hyperparameters : run.hyperparameters)
        put(each.name, json_of(each.value));
    });
    add("mutated", [](const auto& run, const auto&) { return Json(run.mutated); });
    add_named("metrics", [](const RecordedRun& run, const auto& put) {
      for (const Metric& metric : run.metrics) put(metric.name, significant(metric.value));
    });
  }

  const ReportMaterial& material_;
  const AuditedRuns& audited_;
  std::set<const RecordedRun*> used_;
  std::set<const RecordedRun*> used_all_;
  Json columns_ = Json::object();
};

}  // namespace

Json run_columns(const ReportMaterial& material, const AuditedRuns& audited) {
  return Columns(material, audited).take();
}

Json unended_entry(const UnendedRun& run) {
  const bool waits = run.state == RunState::waiting;
  return {{"session", run.session},
          {"index", run.index},
          {"experiment_id", run.experiment_id},
          {"repo", run.repo},
          {"model", run.model},
          {"parallel", run.parallel ? 1 : 0},
          {"role", to_text(run.role)},
          {"state", waits ? "pending" : to_text(run.state)},
          {"run_id", text_or_null(run.run_id)}};
}

}  // namespace mutation
