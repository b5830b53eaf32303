// The page that everything is shown in, with its script and style, as it was built into this
// binary (web/build).
#pragma once

#include <string>
#include <string_view>

namespace mutation {

// All of it, with the placeholders of web/DATA.md.
std::string_view page_template();

// The page in two pieces, between which the data stands.
struct PageFrame {
  std::string before;
  std::string after;
};
// `live`: the page asks the program that serves it for its data.
PageFrame page_frame(bool live);

// What the page's content security policy allows of scripts: "'sha256-…'".
std::string page_script_source();

}  // namespace mutation
