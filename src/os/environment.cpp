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
    const std::string start = name + "=";
    std::erase_if(base, [&](const std::string& present) { return present.starts_with(start); });
    base.push_back(start + value);
  }
  return base;
}

}  // namespace mutation
