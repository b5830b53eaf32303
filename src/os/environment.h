// The process environment as a list. Reads only: nothing here changes this process's own.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mutation {

// "NAME=value" of this process. Not while another thread changes it.
std::vector<std::string> current_environment();

// `base` with the given variables added; they win over what is there.
std::vector<std::string> with_variables(
    std::vector<std::string> base,
    const std::vector<std::pair<std::string, std::string>>& variables);

// `base` less the variables of these names.
std::vector<std::string> without_variables(std::vector<std::string> base,
                                           const std::vector<std::string>& names);

}  // namespace mutation
