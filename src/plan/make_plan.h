// Settings + catalogue + seed -> plan. Pure: the same arguments give the same plan everywhere.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "model/catalogue.h"
#include "model/history.h"
#include "model/plan.h"
#include "model/settings.h"

namespace mutation {

// `root` is the absolute directory that the catalogue's paths are relative to. An error when
// nothing can be planned (for instance a range from which nothing can be drawn); fewer distinct
// draws than runs is a note.
// `history` holds what the settings' historical files have.
Result<Plan> make_plan(const Settings& settings, const Catalogue& catalogue,
                       const SettingsOverrides& overrides, const std::string& root,
                       std::uint64_t seed, const History& history = {});

}  // namespace mutation
