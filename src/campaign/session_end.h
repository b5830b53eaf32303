// How a session's end is put into words.
#pragma once

#include <string>

#include "campaign/campaign.h"

namespace mutation {

// For people and the record; "" for the regular end.
std::string why_ended(SessionEnd end);

// What the user can do to go on; "" after the regular end.
std::string resume_hint(SessionEnd end, const std::string& directory);

}  // namespace mutation
