// The hidden role: what main() calls when the program was started as a keeper.
#pragma once

namespace mutation {

// The first argument that asks for the role.
inline constexpr const char* kKeeperRole = "__keeper";

// Runs one keeper to its end; gives the exit code. Called before anything else has happened in the
// process.
int keeper_main(int argc, char** argv);

}  // namespace mutation
