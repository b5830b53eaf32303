// `mutation serve`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_serve(const Options&) {
  print_error({"`mutation serve` is not there yet", {}});
  return kExitUsage;
}

}  // namespace mutation
