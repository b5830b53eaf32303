// `mutation export`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_export(const Options& /*options*/) {
  print_error({"`mutation export` is being built", {}});
  return kExitUsage;
}

}  // namespace mutation
