// Where the program begins: the keeper's or the control workload's hidden role, or the command
// line.
#include <cstring>

#include "app/app.h"
#include "control/control_role.h"
#include "keeper/keeper_role.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], mutation::kKeeperRole) == 0) {
    return mutation::keeper_main(argc, argv);
  }
  if (argc > 1 && std::strcmp(argv[1], mutation::kControlRole) == 0) {
    return mutation::control_main(argc, argv);
  }
  return mutation::run_app(argc, argv);
}
