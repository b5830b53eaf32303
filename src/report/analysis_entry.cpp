#include <algorithm>
#include <nlohmann/json.hpp>

#include "compare/analysis.h"
#include "compare/analysis_json.h"
#include "compare/noise_floors.h"
#include "os/file.h"
#include "report/numbers.h"
#include "report/overview_parts.h"
#include "settings/read.h"

namespace mutation {
namespace {

// Numbers here have no more digits than anybody reads.
constexpr int kDigits = 6;

// Of all sessions; where several have a repo, as the newest has it. What cannot be read lacks: then
// nothing is known of its metrics' directions.
Catalogue catalogue_of(const ReportMaterial& material) {
  Catalogue all;
  for (auto session = material.sessions.rbegin(); session != material.sessions.rend(); ++session) {
    const std::string path = session->head.info.directory + "/catalogue.json";
    const Result<std::string> text = read_file(path);
    if (!text) continue;
    ReadOutcome<Catalogue> read = read_catalogue(*text, path);
    if (!read.value) continue;
    for (RepoSpec& repo : read.value->repos) {
      if (std::ranges::find(all.repos, repo.name, &RepoSpec::name) == all.repos.end())
        all.repos.push_back(std::move(repo));
    }
  }
  return all;
}

Json floor_entry(const NoiseFloor& floor) {
  return {{"host", floor.host},
          {"device", floor.device},
          {"relative", significant(floor.relative_deviation, kDigits)},
          {"runs", floor.runs},
          {"at", unix_seconds(floor.at)},
          {"session", floor.session},
          {"simulated", floor.simulated},
          {"of", floor.figure}};
}

}  // namespace

Json noise_floor_entries(const std::vector<NoiseFloor>& floors) {
  Json entries = Json::array();
  for (const NoiseFloor& floor : floors) entries.push_back(floor_entry(floor));
  return entries;
}

Json analysis_entry(const ReportMaterial& material, const AuditedRuns& audited,
                    const std::vector<NoiseFloor>& floors) {
  const Catalogue catalogue = catalogue_of(material);
  const auto of = [&](AnalysedRuns which) {
    Json json = analysis_json(analyse(
        audited, {.which = which, .catalogue = &catalogue, .noise_floors = floors, .figures = {}}));
    round_all(json, kDigits);
    return json;
  };
  return {{"used", of(AnalysedRuns::used)}, {"all", of(AnalysedRuns::all)}};
}

}  // namespace mutation
