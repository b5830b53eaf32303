// The program's side of a tree: the socket to its keeper, and what is done when the keeper dies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keeper/messages.h"
#include "keeper/tree.h"
#include "os/spawn.h"

namespace mutation {

class KeptTree final : public Tree {
 public:
  KeptTree(KeeperSpec spec, Spawned keeper, UniqueFd socket, std::optional<Cgroup> cgroup);
  ~KeptTree() override;
  KeptTree(const KeptTree&) = delete;
  KeptTree& operator=(const KeptTree&) = delete;

  int report_fd() const override { return socket_.get(); }
  std::vector<TreeReport> take_reports() override;
  void stop() override;
  void kill_now() override;
  KeeperDied abandon() override;
  bool emptied() const override { return over_; }
  const ProcessIdentity& identity() const override { return identity_; }
  bool contains(pid_t pid) const override;

 private:
  void command(KeeperCommand command);
  void take(std::optional<TreeReport> report, std::vector<TreeReport>* reports);
  void keeper_has_ended();
  // `patience`: how long a keeper whose socket is closed may still take to end.
  KeeperDied keeper_died(Seconds patience);
  std::string end_keeper(Seconds bound);

  const KeeperSpec spec_;
  Spawned keeper_;
  UniqueFd socket_;
  std::optional<Cgroup> cgroup_;
  ProcessIdentity identity_;
  bool over_ = false;
};

}  // namespace mutation
