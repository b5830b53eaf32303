// `mutation catalogue check`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_check_catalogue(const Options& /*options*/) {
  print_error({"`mutation catalogue check` is being built", {}});
  return kExitUsage;
}

}  // namespace mutation
