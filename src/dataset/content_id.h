// The name of a run that its record did not name: from what the record says, so that the same run
// has the same name whenever and from whichever file it is read, and another one has another.
#pragma once

#include <string>

#include "model/recorded_run.h"

namespace mutation {

// A version 8 UUID as text: the SHA-256 of repo, model, mode, duration and reported energy, and of
// the hyperparameters where duration or energy is missing; numbers to 9 digits. The experiment's id
// and the moment of saving are not in it: the Python tool gave the same run several of both.
// `occurrence` tells apart rows that agree in all of that: 0 for the first. [RFC 9562 section 5.8]
std::string content_id(const RecordedRun& run, int occurrence = 0);

}  // namespace mutation
