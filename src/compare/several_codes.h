// Runs whose training code is not that of the others they are taken together with. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/circumstances.h"

namespace mutation {

// One for each repository whose runs are of several train scripts or commits, as the audit's
// code_changed has them; a run of which neither is recorded is of no other code.
std::vector<std::string> notes_on_several_codes(const RunGroup& runs);

}  // namespace mutation
