// A submitted session as its tasks leave it: a plan of four runs in two blocks of two, each done on
// a node and a GPU of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "record/database.h"
#include "record/session_store.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {

// By its index, 1 to 4.
PlannedRun planned_of(int index);

// What a task's program says of its node: "node-a" has the GPU "GPU-node-a".
SessionInfo info_on(const std::string& node, double seconds);

class Submitted {
 public:
  Submitted();

  const std::string& directory() const { return directory_; }
  std::string claim(int block, int number) const;  // its folder

  // A task's session in claim `number` of the block; what it does while it holds it.
  using Work = std::function<void(SessionStore&)>;
  void first_claim(int block, const std::string& node, const Work& work, int number = 1) const;
  // The next one: with the store of the claim before it, as a task takes it over.
  void next_claim(int block, int number, const std::string& node, const Work& work) const;
  // The task of a claim goes on, though another may have claimed the block.
  void go_on(int block, int number, const std::string& node, const Work& work) const;

 private:
  TemporaryFolder folder_;
  std::string directory_;
};

std::vector<Row> rows_of(Database& store, const std::string& table);
// Every row of every table of a store, as text.
std::string dump_of(const std::string& store);

}  // namespace mutation
