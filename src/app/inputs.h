// Reads what a command works on: the catalogue and the settings, from a file or from direct mode.
#pragma once

#include <optional>
#include <string>

#include "app/options.h"
#include "app/places.h"
#include "model/catalogue.h"
#include "model/plan.h"
#include "model/settings.h"

namespace mutation {

struct Inputs {
  FoundPlaces places;
  std::string catalogue_text;
  Catalogue catalogue;
  std::string settings_text;
  std::string settings_file;  // "" in direct mode
  Settings settings;
};

// None after printing everything that is wrong to standard error.
std::optional<Inputs> read_inputs(const Options& options);
struct CatalogueInput {
  FoundPlaces places;
  std::string text;
  Catalogue catalogue;
};
std::optional<CatalogueInput> read_catalogue_input(const Options& options);

// The plan of the inputs; none after printing why not.
std::optional<Plan> plan_inputs(const Inputs& inputs, const Options& options);

}  // namespace mutation
