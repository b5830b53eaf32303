// Settings files whose top level has another shape, brought into the usual one.
#pragma once

#include "settings/json_tree.h"
#include "settings/training_reader.h"

namespace mutation {

// An array becomes the "experiments" of an object; anything else stays as it is.
JsonNode as_object(JsonNode root, SettingsContext& context);

// The members of "global_settings" become members of the top level; problems where it has them
// too, or where it is no object.
JsonNode with_global_settings(JsonNode root, SettingsContext& context);

}  // namespace mutation
