// What `compare` and `effects` have in common on the command line.
#pragma once

#include "app/options.h"

namespace CLI {
class App;
}

namespace mutation {

// --figure, --json, which runs, and what is left out unless it is asked for.
void add_statistics_options(CLI::App& command, Options& options);

}  // namespace mutation
