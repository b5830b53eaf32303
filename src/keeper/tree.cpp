#include "keeper/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "keeper/keeper_role.h"
#include "keeper/kept_tree.h"
#include "keeper/method.h"
#include "os/environment.h"
#include "os/own_image.h"
#include "os/sealed_memory.h"
#include "os/subreaper.h"

namespace mutation {
namespace {

struct Sockets {
  UniqueFd program;
  UniqueFd keeper;
};

Result<Sockets> make_sockets() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return errno_error("make a socket pair", errno);
  }
  return Sockets{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void add_streams(const TreeStreams& streams, int nothing, std::vector<FdMapping>& fds) {
  const auto open_one = [&](int fd) { return fcntl(fd, F_GETFD) >= 0 ? fd : nothing; };
  fds.push_back({open_one(streams.input), kKeeperStreams.input});
  fds.push_back({open_one(streams.output), kKeeperStreams.output});
  fds.push_back({open_one(streams.errors), kKeeperStreams.errors});
}

Result<Spawned> start_keeper(const KeeperSpec& spec, const UniqueFd& socket,
                             const std::optional<Cgroup>& cgroup) {
  const Result<int> image = own_image();
  if (!image) return image.error();
  const Result<UniqueFd> memory = make_sealed_memory("mutation-tree", encoded(spec));
  if (!memory) return memory.error();
  const UniqueFd nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nothing.valid()) return errno_error("open /dev/null", errno);
  const bool has_errors = fcntl(STDERR_FILENO, F_GETFD) >= 0;
  std::vector<FdMapping> fds = {{nothing.get(), STDIN_FILENO},
                                {nothing.get(), STDOUT_FILENO},
                                {has_errors ? STDERR_FILENO : nothing.get(), STDERR_FILENO},
                                {socket.get(), kKeeperSocket},
                                {memory->get(), kKeeperSpec}};
  if (cgroup) fds.push_back({cgroup->fd(), kKeeperCgroup});
  if (spec.tree.streams) add_streams(*spec.tree.streams, nothing.get(), fds);
  return spawn({.argv = {"mutation", kKeeperRole},
                .executable_fd = *image,
                .environment = current_environment(),
                .fds = std::move(fds),
                .session = NewSession::yes,
                .signals = ChildSignals::all_blocked});
}

Result<std::unique_ptr<Tree>> launched(KeeperSpec spec, std::optional<Cgroup> cgroup) {
  Result<Sockets> sockets = make_sockets();
  Result<Spawned> keeper =
      sockets ? start_keeper(spec, sockets->keeper, cgroup) : Result<Spawned>(sockets.error());
  if (!keeper) {
    if (cgroup) (void)cgroup->remove();
    return keeper.error();
  }
  return std::unique_ptr<Tree>(new KeptTree(std::move(spec), std::move(*keeper),
                                            std::move(sockets->program), std::move(cgroup)));
}

}  // namespace

Result<std::unique_ptr<Tree>> Tree::launch(const TreeSpec& spec) {
  const std::string doing = "start the " + spec.name + " tree";
  if (spec.argv.empty()) return Error{doing + ": no program is given", {}};
  if (Status reaper = become_subreaper(); !reaper) return with_context(doing, reaper.error());
  Result<ChosenMethod> chosen = choose_method(spec.method, group_name(spec.run_id, spec.name));
  if (!chosen) return with_context(doing, chosen.error());
  KeeperSpec keeper{.tree = spec, .cgroup = {}};
  keeper.tree.method = chosen->method;
  if (chosen->cgroup) keeper.cgroup = chosen->cgroup->place();
  Result<std::unique_ptr<Tree>> tree = launched(std::move(keeper), std::move(chosen->cgroup));
  if (!tree) return with_context(doing, tree.error());
  return tree;
}

}  // namespace mutation
