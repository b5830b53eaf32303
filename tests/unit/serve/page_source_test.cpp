// A page whose making breaks is an answer, not the end of the server.
#include "serve/page_source.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace mutation {
namespace {

TEST(MadePage, IsWhatTheSourceMade) {
  const MadePage page = made_page([] { return Result<std::string>("{}"); }, 404);
  EXPECT_EQ(page.text.value(), "{}");
  EXPECT_EQ(page.status, 200);
}

TEST(MadePage, IsRefusedAsTheSourceRefuses) {
  const MadePage page = made_page(
      []() -> Result<std::string> {
        return Error{"find run 7", ""};
      },
      404);
  EXPECT_FALSE(page.text);
  EXPECT_EQ(page.status, 404);
}

TEST(MadePage, IsAnErrorWhereMakingItThrows) {
  const MadePage page =
      made_page([]() -> Result<std::string> { throw std::domain_error("argument is nan"); }, 404);
  ASSERT_FALSE(page.text);
  EXPECT_NE(to_text(page.text.error()).find("argument is nan"), std::string::npos);
  EXPECT_EQ(page.status, 500);
}

}  // namespace
}  // namespace mutation
