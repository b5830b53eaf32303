#include "measure/open_within.h"

namespace mutation {

Result<std::unique_ptr<PowerSource>> open_within(Seconds limit, const std::string& what,
                                                 OpenSource open) {
  return done_within<std::unique_ptr<PowerSource>>(limit, what, std::move(open));
}

}  // namespace mutation
