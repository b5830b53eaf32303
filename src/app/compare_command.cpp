// `mutation compare`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_compare(const Options&) {
  print_error({"`mutation compare` is not there yet", {}});
  return kExitUsage;
}

}  // namespace mutation
