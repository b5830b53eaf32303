// The user's own words for sbatch: which of them would take from a submission what it rests on.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace mutation {

// What speaks against these words, each an option with its value: an option that is this program's
// own, however it is written, with what there is in its place; a word that sbatch would take for
// the script. They win over the script's own lines, and sbatch takes an option by any beginning
// that is no other's. [sbatch(1), getopt_long(3)]
std::vector<Error> option_errors(const std::vector<std::string>& words);

}  // namespace mutation
