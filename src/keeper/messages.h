// What the program and its keeper tell each other. A datagram is one message.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "keeper/tree.h"
#include "os/cgroup.h"

namespace mutation {

// Descriptors with which a keeper begins.
inline constexpr int kKeeperSocket = 3;
inline constexpr int kKeeperSpec = 4;    // sealed memory
inline constexpr int kKeeperCgroup = 5;  // directory; where in_cgroup()
// The training's, where TreeSpec::streams are given.
inline constexpr TreeStreams kKeeperStreams{.input = 6, .output = 7, .errors = 8};

inline constexpr std::size_t kLargestSpec = std::size_t{16} << 20;
inline constexpr std::size_t kLargestReport = 16384;

// Whether trees are held in a cgroup, of whatever kind.
bool in_cgroup(TreeMethod method);

// The words of StopRecord::method.
std::string method_name(TreeMethod method);

// What a keeper is to do: its method is chosen already.
struct KeeperSpec {
  TreeSpec tree;
  CgroupPlace cgroup;  // where in_cgroup()
};

std::string encoded(const KeeperSpec& spec);
std::optional<KeeperSpec> decoded_spec(std::string_view bytes);

// REQUIRES: no KeeperDied, which only the program can know. Texts are cut so that it fits
// kLargestReport.
std::string encoded(const TreeReport& report);
std::optional<TreeReport> decoded_report(std::string_view bytes);

enum class KeeperCommand : char { stop = 's', kill = 'k' };

}  // namespace mutation
