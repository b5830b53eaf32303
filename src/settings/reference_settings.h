// A settings file as the Python tool read it at its last revision: which keys it took, which level
// won, where it failed. Never a problem for what that tool took or passed over: such things are
// notes. See docs/compatibility.md.
#pragma once

#include <string>
#include <string_view>

#include "model/catalogue.h"
#include "model/reference_settings.h"
#include "settings/read.h"

namespace mutation {

// `file` is the name for messages. Problems only where the text is no JSON (reference_json.h).
ReadOutcome<ReferenceSettings> read_reference_settings(std::string_view text,
                                                       const std::string& file,
                                                       const Catalogue& catalogue);

}  // namespace mutation
