// `mutation coverage`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_coverage(const Options& /*options*/) {
  print_error({"`mutation coverage` is being built", {}});
  return kExitUsage;
}

}  // namespace mutation
