// Configurations whose runs were measured on several devices, as runs of a cluster's nodes are.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/circumstances.h"

namespace mutation {

// "configuration 3 (learning_rate=0.1) ran on 2 GPUs: GPU-a on node1, GPU-b on node2; its runs are
// compared within each". One for each such configuration of a session, of many the first few and
// how many more there are.
std::vector<std::string> notes_on_several_devices(const RunGroup& runs);

}  // namespace mutation
