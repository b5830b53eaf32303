// How a training's process tree is held and emptied. Passive.
#pragma once

#include <optional>
#include <string_view>

namespace mutation {

// `automatic`: the first of the others that this machine allows.
enum class TreeMethod { automatic, cgroup, freezer, pid_namespace, sweep };

// As users write it: "automatic", "cgroup", "freezer", "pid-namespace", "sweep".
std::string_view to_text(TreeMethod method);
std::optional<TreeMethod> tree_method_of(std::string_view text);

}  // namespace mutation
