#include "report/page_template.h"

#include "base/check.h"

// The bytes of the file that the build made.
extern "C" const char mutation_page_begin[];
extern "C" const char mutation_page_end[];

namespace mutation {
namespace {

void fill(std::string& page, std::string_view placeholder, std::string_view value) {
  const std::size_t at = page.find(placeholder);
  MUTATION_CHECK(at != std::string::npos);
  page.replace(at, placeholder.size(), value);
}

}  // namespace

std::string_view page_template() {
  return {mutation_page_begin, static_cast<std::size_t>(mutation_page_end - mutation_page_begin)};
}

PageFrame page_frame(bool live) {
  constexpr std::string_view kData = "{{data}}";
  std::string page(page_template());
  fill(page, "{{live}}", live ? "yes" : "no");
  fill(page, "{{connect}}", live ? "'self'" : "'none'");
  const std::size_t at = page.find(kData);
  MUTATION_CHECK(at != std::string::npos);
  return {page.substr(0, at), page.substr(at + kData.size())};
}

std::string page_script_source() {
  const std::string_view page = page_template();
  const std::size_t begin = page.find("'sha256-");
  MUTATION_CHECK(begin != std::string_view::npos);
  return std::string(page.substr(begin, page.find('\'', begin + 1) + 1 - begin));
}

}  // namespace mutation
