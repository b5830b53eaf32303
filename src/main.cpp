// Where the program begins: the keeper's hidden role, or the command line.
#include <cstring>

#include "app/app.h"
#include "keeper/keeper_role.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], mutation::kKeeperRole) == 0) {
    return mutation::keeper_main(argc, argv);
  }
  return mutation::run_app(argc, argv);
}
