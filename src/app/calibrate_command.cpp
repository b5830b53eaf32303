// `mutation calibrate`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_calibrate(const Options&) {
  print_error({"`mutation calibrate` is not there yet", {}});
  return kExitUsage;
}

}  // namespace mutation
