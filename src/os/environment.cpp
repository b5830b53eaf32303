#include "os/environment.h"

#include <unistd.h>

namespace mutation {

std::vector<std::string> current_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable && *variable; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

std::vector<std::string> with_variables(
    std::vector<std::string> base,
    const std::vector<std::pair<std::string, std::string>>& variables) {
  for (const auto& [name, value] : variables) {
    base = without_variables(std::move(base), {name});
    base.push_back(name + "=" + value);
  }
  return base;
}

std::vector<std::string> without_variables(std::vector<std::string> base,
                                           const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const std::string start = name + "=";
    std::erase_if(base, [&](const std::string& present) { return present.starts_with(start); });
  }
  return base;
}

}  // namespace mutation
