#include "model/tree_method.h"

#include <array>
#include <utility>

namespace mutation {
namespace {

constexpr std::array<std::pair<TreeMethod, std::string_view>, 5> kMethods = {
    {{TreeMethod::automatic, "automatic"},
     {TreeMethod::cgroup, "cgroup"},
     {TreeMethod::freezer, "freezer"},
     {TreeMethod::pid_namespace, "pid-namespace"},
     {TreeMethod::sweep, "sweep"}}};

}  // namespace

std::string_view to_text(TreeMethod method) {
  for (const auto& [known, text] : kMethods) {
    if (known == method) return text;
  }
  return "";
}

std::optional<TreeMethod> tree_method_of(std::string_view text) {
  for (const auto& [method, known] : kMethods) {
    if (known == text) return method;
  }
  return std::nullopt;
}

}  // namespace mutation
