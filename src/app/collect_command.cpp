// `mutation collect`: what the tasks of a submitted session have recorded, into its store.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"

namespace mutation {

int do_collect(const Options&) {
  return print_error({"not there yet", {}}), kExitUsage;
}

}  // namespace mutation
