#include <nlohmann/json.hpp>

#include "report/overview_parts.h"

namespace mutation {
namespace {

// What nothing is computed of.
Json nothing(std::size_t runs) {
  return {{"runs", runs},
          {"left_out", Json::array()},
          {"notes", Json::array()},
          {"figures", Json::object()},
          {"configurations", Json::array()},
          {"parallel", Json::array()},
          {"effects", Json::array()},
          {"drift", Json::array()},
          {"start_temperature", Json::array()},
          {"pareto", Json::array()}};
}

}  // namespace

Json analysis_entry(const ReportMaterial& material, const AuditedRuns&) {
  const std::size_t runs = material.runs.size();
  return {{"used", nothing(runs)}, {"all", nothing(runs)}};
}

}  // namespace mutation
