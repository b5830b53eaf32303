// The name of a run that its record did not name: from what the record says, so that the same run
// has the same name whenever and from whichever file it is read, and another one has another.
#pragma once

#include <string>

#include "model/recorded_run.h"

namespace mutation {

// A version 8 UUID as text: the SHA-256 of repo, model, mode, duration and the reported figures
// that all of the Python tool's tables have (energies, powers, temperatures, utilisation); and,
// where the duration has at most 6 digits or no energy was measured, of the hyperparameters and
// metrics, in which the tables of one run may differ. Numbers to 9 digits. The experiment's id and
// the moment of saving are not in it: the Python tool gave the same run several of both.
// `occurrence` tells apart rows that agree in all of that: 0 for the first. [RFC 9562 section 5.8]
std::string content_id(const RecordedRun& run, int occurrence = 0);

// The rules above. The first ones (1) took of the figures only the energies of the CPU's packages,
// of the memory and of the GPU and the GPU's mean power: two runs could have one name.
inline constexpr int kNaming = 2;

// Whether it is the name of a run that its record did not name, by whichever rules.
bool is_content_id(const std::string& run_id);

}  // namespace mutation
