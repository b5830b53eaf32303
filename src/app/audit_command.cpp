// `mutation audit`.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_audit(const Options& /*options*/) {
  print_error({"`mutation audit` is being built", {}});
  return kExitUsage;
}

}  // namespace mutation
