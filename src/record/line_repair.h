// Files of lines that only grow and are not synced, put right after a crash.
#pragma once

#include <string>

#include "base/result.h"

namespace mutation {

// Lines of the file's end that are damaged leave it: a last one without its end, and such as hold
// bytes of value 0, which a loss of power leaves where data was not written any more. The file and
// its time stay the same otherwise, and it is not touched where all is well. Looks at the last 16
// MiB: far more than the kernel keeps back from the disk. Nothing wrong when there is no file.
Status drop_damaged_lines(const std::string& path);

}  // namespace mutation
