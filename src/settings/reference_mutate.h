// `mutate` as the Python tool took it: anything that Python's `in` can look through.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.h"
#include "settings/json_tree.h"

namespace mutation {

struct ReferenceMutate {
  std::vector<std::string> names;     // of the repo, in the order of the draws; may repeat one
  std::vector<std::string> dropped;   // those that the repo does not have
  std::vector<std::string> compared;  // by which a history's rows are compared
  std::string mistake;                // why it could not be used; "": it could
};

// Null: ["all"]. A list; an object's keys; a text's letters, or all where "all" is part of it.
ReferenceMutate read_reference_mutate(const JsonNode* mutate, const RepoSpec& repo);

}  // namespace mutation
