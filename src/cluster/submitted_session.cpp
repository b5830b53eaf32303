#include "cluster/submitted_session.h"

#include "base/text.h"
#include "cluster/layout.h"
#include "os/file.h"
#include "record/from_json.h"
#include "record/from_json_parts.h"
#include "record/json_of.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

constexpr int kSchemaVersion = 1;

// Runs of numbers that follow one another, as [first, last].
Json ranges_of(const std::vector<int>& numbers) {
  Json ranges = Json::array();
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    ranges.push_back({numbers[i], numbers[end - 1]});
    i = end;
  }
  return ranges;
}

std::vector<int> numbers_of(const Json& ranges) {
  std::vector<int> numbers;
  for (const Json& range : ranges) {
    for (int number = range.at(0).get<int>(); number <= range.at(1).get<int>(); ++number)
      numbers.push_back(number);
  }
  return numbers;
}

Json json_of(const NodeRequest& request) {
  return {{"partition", request.partition},
          {"gres", request.gres},
          {"shared_nodes", request.shared_nodes},
          {"time_seconds", request.time ? Json(request.time->count()) : Json()},
          {"max_parallel", request.max_parallel},
          {"warning_seconds", request.warning.count()},
          {"options", request.options}};
}

NodeRequest request_of(const Json& json) {
  NodeRequest request;
  take(json, "partition", request.partition);
  take(json, "gres", request.gres);
  take(json, "shared_nodes", request.shared_nodes);
  take(json, "time_seconds", request.time);
  take(json, "max_parallel", request.max_parallel);
  take(json, "warning_seconds", request.warning);
  take(json, "options", request.options);
  return request;
}

Json json_of(const SubmittedBlock& block) {
  return {{"number", block.number},
          {"runs", block.runs},
          {"first_run", block.first_run},
          {"entry", block.entry}};
}

SubmittedBlock block_of(const Json& json) {
  SubmittedBlock block;
  take(json, "number", block.number);
  take(json, "runs", block.runs);
  take(json, "first_run", block.first_run);
  take(json, "entry", block.entry);
  return block;
}

Json json_of(const BatchSubmission& submission) {
  return {{"number", submission.number},
          {"job_id", submission.job_id},
          {"offset", submission.offset},
          {"blocks", ranges_of(submission.blocks)},
          {"max_parallel", submission.max_parallel},
          {"at", iso_utc(submission.at)}};
}

BatchSubmission submission_of(const Json& json) {
  BatchSubmission submission;
  take(json, "number", submission.number);
  take(json, "job_id", submission.job_id);
  take(json, "offset", submission.offset);
  submission.blocks = numbers_of(json.at("blocks"));
  take(json, "max_parallel", submission.max_parallel);
  submission.at = utc_of(json.at("at").get<std::string>()).value_or(UtcTime{});
  return submission;
}

template <typename Struct>
Json all_of(const std::vector<Struct>& structs) {
  Json array = Json::array();
  for (const Struct& one : structs) array.push_back(json_of(one));
  return array;
}

SubmittedSession submitted_of(const Json& json) {
  if (json.at("schema_version").get<int>() > kSchemaVersion)
    throw std::invalid_argument("it is of a newer program");
  SubmittedSession submitted;
  take(json, "token", submitted.token);
  take(json, "program_version", submitted.program_version);
  take(json, "program_sha256", submitted.program_sha256);
  take(json, "pin_configurations", submitted.pin_configurations);
  submitted.request = request_of(json.at("request"));
  take(json, "work_flags", submitted.work_flags);
  Result<SessionInfo> info = session_info_of(to_line(json.at("session")), "its session");
  if (!info) throw std::invalid_argument(info.error().message);
  submitted.info = std::move(*info);
  take(json, "experiment_name", submitted.experiment_name);
  take(json, "summary_head", submitted.summary_head);
  take_if_there(json, "stopping_seconds", submitted.stopping);
  submitted.blocks = each(json.at("blocks"), block_of);
  submitted.submissions = each(json.at("submissions"), submission_of);
  return submitted;
}

}  // namespace

Result<SubmittedSession> read_submitted_session(const std::string& session) {
  const std::string file = submitted_file(session);
  const Result<std::string> text = read_file(file);
  if (!text) return with_context("read what was submitted", text.error());
  return guarded(*text, file, submitted_of);
}

Status write_submitted_session(const std::string& session, const SubmittedSession& submitted) {
  const Json json = {{"schema_version", kSchemaVersion},
                     {"token", submitted.token},
                     {"program_version", submitted.program_version},
                     {"program_sha256", submitted.program_sha256},
                     {"pin_configurations", submitted.pin_configurations},
                     {"request", json_of(submitted.request)},
                     {"work_flags", submitted.work_flags},
                     {"session", mutation::json_of(submitted.info)},
                     {"experiment_name", submitted.experiment_name},
                     {"summary_head", submitted.summary_head},
                     {"stopping_seconds", submitted.stopping.count()},
                     {"blocks", all_of(submitted.blocks)},
                     {"submissions", all_of(submitted.submissions)}};
  return write_file_durably(submitted_file(session), to_document(json));
}

}  // namespace mutation
