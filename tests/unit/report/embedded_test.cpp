// What stands in the page's markup can end no element of it, and is the same when read back.
#include "report/embedded.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/page_template.h"

namespace mutation {
namespace {

// As Python's base64.b64encode(zlib.compress(bytes, 4)) has them.
TEST(Packed, IsBase64OfZlibData) {
  EXPECT_EQ(packed(""), "eF4DAAAAAAE=");
  EXPECT_EQ(packed("a"), "eF5LBAAAYgBi");
  EXPECT_EQ(packed("ab"), "eF5LTAIAASYAxA==");
  EXPECT_EQ(packed("abc"), "eF5LTEoGAAJNASc=");
  EXPECT_EQ(packed("</script>"), "eF6z0S9OLsosKLEDAA9oAz8=");
}

TEST(Embeddable, LeavesNothingThatCouldEndAnElementOrALine) {
  EXPECT_EQ(embeddable(R"({"a":"</script><!-- ]]>"})"),
            R"({"a":"\u003c/script\u003e\u003c!-- ]]\u003e"})");
  EXPECT_EQ(embeddable("\"x\xe2\x80\xa8y\xe2\x80\xa9z\xe2\x80\xaa\""),
            "\"x\\u2028y\\u2029z\xe2\x80\xaa\"");
  EXPECT_EQ(embeddable("\"\xe2\x80"), "\"\xe2\x80");
}

TEST(Embeddable, IsTheSameJson) {
  const nlohmann::json json = {{"<a>", "\xe2\x80\xa8 </SCRIPT \"\\ <!--<script"}};
  EXPECT_EQ(nlohmann::json::parse(embeddable(json.dump())), json);
}

TEST(PageFrame, HasNoPlaceholderLeftAndMayConnectOnlyWhenLive) {
  const PageFrame file = page_frame(false), served = page_frame(true);
  for (const PageFrame& frame : {file, served}) {
    for (const char* placeholder : {"{{live}}", "{{connect}}", "{{data}}"}) {
      EXPECT_EQ(frame.before.find(placeholder), std::string::npos);
      EXPECT_EQ(frame.after.find(placeholder), std::string::npos);
    }
    EXPECT_TRUE(frame.before.starts_with("<!doctype html>"));
    EXPECT_TRUE(frame.after.ends_with("</html>\n"));
  }
  EXPECT_NE(file.before.find("data-live=\"no\""), std::string::npos);
  EXPECT_NE(file.before.find("connect-src 'none'"), std::string::npos);
  EXPECT_NE(served.before.find("data-live=\"yes\""), std::string::npos);
  EXPECT_NE(served.before.find("connect-src 'self'"), std::string::npos);
}

TEST(PageFrame, SaysWhichScriptMayRun) {
  const std::string source = page_script_source();
  EXPECT_TRUE(source.starts_with("'sha256-"));
  EXPECT_EQ(source.size(), 8 + 44 + 1);  // base64 of 32 bytes
  EXPECT_NE(page_frame(false).before.find("script-src " + source), std::string::npos);
}

}  // namespace
}  // namespace mutation
