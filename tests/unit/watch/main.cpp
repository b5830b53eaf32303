// The tests' own main: a tree's keeper is this binary in the hidden role.
#include <gtest/gtest.h>

#include <cstring>

#include "keeper/keeper_role.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], mutation::kKeeperRole) == 0) {
    return mutation::keeper_main(argc, argv);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
