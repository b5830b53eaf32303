// Where the catalogue, the root of relative paths and the results are, when the command line does
// not say.
#pragma once

#include <string>

#include "app/options.h"
#include "base/result.h"

namespace mutation {

struct FoundPlaces {
  std::string catalogue;  // a file
  std::string root;       // absolute
  std::string results;    // absolute; may not exist yet
};

// Catalogue: --config, else ./config/models_config.json, else the source tree's, else the installed
// one. Root: --root, else the parent of the config/ folder that holds the catalogue, else the
// catalogue's folder. Results: --results, else ROOT/results.
Result<FoundPlaces> find_places(const Places& asked);

// A settings file as named, else below the root, as the Python tool looked it up.
std::string find_settings_file(const std::string& named, const std::string& root);

}  // namespace mutation
