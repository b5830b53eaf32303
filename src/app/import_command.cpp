// `mutation import`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_import(const Options& /*options*/) {
  print_error({"`mutation import` is being built", {}});
  return kExitUsage;
}

}  // namespace mutation
