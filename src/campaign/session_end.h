// What is told of a session's end.
#pragma once

#include <string>

#include "campaign/campaign.h"
#include "model/event.h"

namespace mutation {

// For people and the record; "" for the regular end.
std::string why_ended(SessionEnd end);

// With what the session has consumed and what the user can do to go on. `done_before`: runs that
// earlier programs did.
SessionEnded what_has_ended(SessionStore& store, const SessionResult& result, int done_before,
                            const CampaignOptions& options);

}  // namespace mutation
