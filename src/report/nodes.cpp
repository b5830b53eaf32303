#include "report/nodes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "record/experiment_json.h"
#include "record/json_parts.h"
#include "report/timeline.h"

namespace mutation {
namespace {

auto key_of(const MeasuringNode& node) {
  return std::tie(node.host, node.device, node.driver);
}

void count(MeasuringNode node, std::vector<MeasuringNode>& nodes) {
  const auto known = std::ranges::find_if(
      nodes, [&](const MeasuringNode& other) { return key_of(other) == key_of(node); });
  if (known != nodes.end()) {
    ++known->runs;
    return;
  }
  node.runs = 1;
  nodes.push_back(std::move(node));
}

}  // namespace

void count_node_of(const RunRecord& run, const StoredSession& session,
                   std::vector<MeasuringNode>& nodes) {
  const auto part = session.parts.find(run.program);
  if (part == session.parts.end()) return;
  const SessionInfo& info = part->second.info;
  const std::vector<int> own = own_devices_of(run.planned, info);
  if (own.empty()) count({.host = info.host}, nodes);
  for (const int index : own) {
    const Device& device = info.instrumentation.devices[static_cast<std::size_t>(index)];
    count({.host = info.host,
           .device = device.id,
           .label = device_label(device),
           .driver = device.driver_version,
           .simulated = device.simulated},
          nodes);
  }
}

Json nodes_json(std::vector<MeasuringNode> nodes) {
  std::ranges::sort(
      nodes, [](const MeasuringNode& a, const MeasuringNode& b) { return key_of(a) < key_of(b); });
  Json json = Json::array();
  for (const MeasuringNode& node : nodes)
    json.push_back({{"host", node.host},
                    {"device", text_or_null(node.device)},
                    {"label", text_or_null(node.label)},
                    {"driver", text_or_null(node.driver)},
                    {"simulated", node.simulated},
                    {"runs", node.runs}});
  return json;
}

std::vector<const SessionInfo*> measuring_infos(const StoredSession& session) {
  if (session.parts.empty()) return {&latest_info(session)};
  std::vector<const SessionInfo*> infos;
  for (const auto& [number, part] : session.parts) infos.push_back(&part.info);
  return infos;
}

}  // namespace mutation
