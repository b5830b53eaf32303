// Texts of json_of.h's JSON back into the structs of model/. Moments come back to the microsecond.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/session_info.h"

namespace mutation {

// `what` names the text in the error: no JSON, a missing field, a wrong type,
// an unknown word. plan_json.h has the whole plan.
Result<PlannedRun> planned_run_of(std::string_view text, const std::string& what);
Result<SessionInfo> session_info_of(std::string_view text, const std::string& what);
Result<std::vector<std::string>> texts_of(std::string_view text, const std::string& what);
Result<AttemptRecord> attempt_of(std::string_view text, const std::string& what);
Result<Provenance> provenance_of(std::string_view text, const std::string& what);

}  // namespace mutation
