// `mutation effects`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_effects(const Options&) {
  print_error({"`mutation effects` is not there yet", {}});
  return kExitUsage;
}

}  // namespace mutation
