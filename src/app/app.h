// The program behind main().
#pragma once

namespace mutation {

// Reads the command line, does what it says, gives the exit code.
int run_app(int argc, char** argv);

}  // namespace mutation
