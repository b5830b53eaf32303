// Direct mode as the text of a settings file, so that both go the same path.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "settings/read.h"

namespace mutation {

std::string settings_text(const DirectRequest& request) {
  using Json = nlohmann::ordered_json;
  Json mutate = Json::array();
  for (const std::string& part : split(request.mutate, ',')) {
    const std::string_view name = trimmed(part);
    if (!name.empty()) mutate.push_back(std::string(name));
  }
  Json top;
  top["experiment_name"] = "direct";
  top["mode"] = "mutation";
  if (request.governor) top["governor"] = *request.governor;
  top["runs_per_config"] = request.runs;
  if (request.max_retries) top["max_retries"] = *request.max_retries;
  top["experiments"] =
      Json::array({{{"repo", request.repo}, {"model", request.model}, {"mutate", mutate}}});
  // Command lines may hold any bytes; those that are no UTF-8 become U+FFFD and are unknown names.
  return top.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mutation
