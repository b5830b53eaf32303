// One element of `experiments` as the Python tool took it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/reference_settings.h"
#include "settings/json_tree.h"

namespace mutation {

// What an entry takes from the top level; null where the file does not say.
struct ReferenceTop {
  const Catalogue& catalogue;
  const JsonNode* mode = nullptr;
  const JsonNode* runs_per_config = nullptr;
  const JsonNode* max_retries = nullptr;
};

// REQUIRES: `node` is an object.
ReferenceEntry read_reference_entry(const JsonNode& node, int index, const ReferenceTop& top);

// The keys of an object that are neither among `read` nor prose, each as prefix + key.
std::vector<std::string> unread_keys(const JsonNode& object, std::span<const std::string_view> read,
                                     std::string_view prefix = {});

}  // namespace mutation
