// The hidden role of the control workload: what main() calls when the program was started as one,
// as the training of `mutation calibrate`.
#pragma once

namespace mutation {

// The first argument that asks for the role.
inline constexpr const char* kControlRole = "__control";
// The last line of a run that did all of its work.
inline constexpr const char* kControlDone = "Control workload done";

// Does a fixed amount of work (--cpu-rounds N, --gpu-launches N, --cuda-library FILE), or with
// --trial-seconds S finds how much of it this machine does in a second. Gives the exit code.
int control_main(int argc, char** argv);

}  // namespace mutation
