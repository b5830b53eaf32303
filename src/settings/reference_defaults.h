// Defaults of a catalogue that the Python tool could compare with no draw.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace mutation {

// "REPO/NAME" of every hyperparameter whose default is a JSON number of the other kind: a whole one
// for a "float" (0), one with a point for an "int" (10.0). Nothing for a text that is no catalogue.
std::set<std::string> odd_defaults(std::string_view catalogue_text);

}  // namespace mutation
