// Opens a source that may take for ever: a driver in trouble hangs in its first call.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/units.h"
#include "measure/power_source.h"

namespace mutation {

using OpenSource = std::function<Result<std::unique_ptr<PowerSource>>()>;

// Calls `open` on a thread of its own and waits at most `limit`. An error naming `what` when it has
// not come back by then: the thread is left behind, and what it may still open is closed there.
Result<std::unique_ptr<PowerSource>> open_within(Seconds limit, const std::string& what,
                                                 OpenSource open);

}  // namespace mutation
