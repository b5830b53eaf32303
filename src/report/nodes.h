// Where a session's runs were measured that others did for it: on which nodes' GPUs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "record/json.h"
#include "record/read_session.h"

namespace mutation {

struct MeasuringNode {
  std::string host;
  std::string device;  // id; "": the run used no GPU
  std::string label;
  std::string driver;
  bool simulated = false;
  std::size_t runs = 0;
};

// Takes a run into account; one that the session's own programs measured is none of a node's.
void count_node_of(const RunRecord& run, const StoredSession& session,
                   std::vector<MeasuringNode>& nodes);

// By host and device. (web/DATA.md has the fields.)
Json nodes_json(std::vector<MeasuringNode> nodes);

// What the programs that measured a session's runs say of their machines: those of the parts where
// the session has any, else the latest of its own.
std::vector<const SessionInfo*> measuring_infos(const StoredSession& session);

}  // namespace mutation
