#include "record/from_json.h"
#include "record/from_json_parts.h"

namespace mutation {
namespace {

std::string text_or_none(const Json& json, const char* name) {
  const Json& field = json.at(name);
  return field.is_null() ? std::string() : field.get<std::string>();
}

// Of a field that older records do not have.
std::string text_if_there(const Json& json, const char* name) {
  return json.contains(name) ? text_or_none(json, name) : std::string();
}

Provenance whole_provenance_of(const Json& json) {
  Provenance provenance;
  take(json, "kind", provenance.kind);
  take(json, "source", provenance.source);
  if (!json.at("line").is_null()) take(json, "line", provenance.line);
  take(json, "sha256", provenance.sha256);
  provenance.session = text_or_none(json, "session");
  take(json, "experiment_id", provenance.experiment_id);
  provenance.timestamp = text_or_none(json, "timestamp");
  provenance.experiment_source = text_or_none(json, "experiment_source");
  take(json, "training_success", provenance.success);
  take(json, "retries", provenance.retries);
  take(json, "error_message", provenance.error_message);
  provenance.host = text_if_there(json, "host");
  provenance.device = text_if_there(json, "device");
  provenance.device_name = text_if_there(json, "device_name");
  provenance.train_script_sha256 = text_if_there(json, "train_script_sha256");
  provenance.git_commit = text_if_there(json, "git_commit");
  provenance.reported = energy_metrics_of(json.at("reported_energy_metrics"));
  take(json, "inferred", provenance.inferred);
  // The first version's records do not say.
  if (json.contains("naming")) take(json, "naming", provenance.naming);
  return provenance;
}

}  // namespace

Result<Provenance> provenance_of(std::string_view text, const std::string& what) {
  return guarded(text, what, whole_provenance_of);
}

}  // namespace mutation
