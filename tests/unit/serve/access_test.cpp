// Who may ask: Host and token.
#include "serve/access.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mutation {
namespace {

const std::string kToken = "0123456789abcdef0123456789abcdef";
const Access kLoopback{{"127.0.0.1", "localhost", "[::1]"}, 8765, ""};
const Access kWithToken{{"192.168.1.5", "127.0.0.1"}, 8765, kToken};

HttpRequest asking(const std::string& host, const std::string& target = "/",
                   const std::string& authorization = "") {
  HttpRequest request;
  request.method = "GET";
  request.host = host;
  request.target = target;
  request.authorization = authorization;
  return request;
}

int status_of(const HttpRequest& request, const Access& access) {
  const auto refused = refusal(request, access);
  return refused ? refused->status : 200;
}

TEST(Host, MustBeOneOfTheServersOwnWithItsPort) {
  for (const char* own : {"127.0.0.1:8765", "localhost:8765", "LocalHost:8765", "[::1]:8765"})
    EXPECT_TRUE(is_own_host(own, kLoopback)) << own;
  for (const char* foreign :
       {"", "127.0.0.1", "localhost", "127.0.0.1:8766", "127.0.0.1:80", "evil.example:8765",
        "localhost.evil.example:8765", "evil.example", "127.0.0.1:8765.evil.example",
        "127.0.0.1:87650", "0.0.0.0:8765", "[::1]", "::1:8765", "127.0.0.1:8765 ", "127.1:8765",
        "user@127.0.0.1:8765", "localhost:8765/", "localhost.:8765"})
    EXPECT_FALSE(is_own_host(foreign, kLoopback)) << foreign;
}

TEST(Host, NeedsNoPortWhereItIsTheUsualOne) {
  const Access usual{{"localhost"}, 80, ""};
  EXPECT_TRUE(is_own_host("localhost", usual));
  EXPECT_TRUE(is_own_host("localhost:80", usual));
  EXPECT_FALSE(is_own_host("evil.example", usual));
}

TEST(Host, ThatIsForeignIsRefusedWhateverTheToken) {
  EXPECT_EQ(status_of(asking("evil.example:8765"), kLoopback), 403);
  EXPECT_EQ(status_of(asking("evil.example:8765", "/", "Bearer " + kToken), kWithToken), 403);
  EXPECT_EQ(refusal(asking("evil.example:8765"), kLoopback)->message,
            "This server is not known by the name that was asked for. Ask for 127.0.0.1:8765; "
            "through a tunnel, use the same port at both ends.");
}

TEST(Token, IsNotAskedForWhereThereIsNone) {
  EXPECT_EQ(status_of(asking("localhost:8765"), kLoopback), 200);
}

TEST(Token, ComesInTheHeaderOrInTheQuery) {
  const std::string host = "192.168.1.5:8765";
  EXPECT_EQ(status_of(asking(host), kWithToken), 401);
  EXPECT_EQ(status_of(asking(host, "/", "Bearer " + kToken), kWithToken), 200);
  EXPECT_EQ(status_of(asking(host, "/", "bearer " + kToken), kWithToken), 200);
  EXPECT_EQ(status_of(asking(host, "/?token=" + kToken), kWithToken), 200);
  EXPECT_EQ(status_of(asking(host, "/api/events?a=b&token=" + kToken + "&c"), kWithToken), 200);
  for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer x", "Basic x", "Bearer  "})
    EXPECT_EQ(status_of(asking(host, "/", wrong), kWithToken), 401) << wrong;
  EXPECT_EQ(status_of(asking(host, "/", kToken), kWithToken), 401);
  EXPECT_EQ(status_of(asking(host, "/", "Bearer " + kToken + "0"), kWithToken), 401);
  EXPECT_EQ(status_of(asking(host, "/?xtoken=" + kToken), kWithToken), 401);
  EXPECT_EQ(status_of(asking(host, "/token=" + kToken), kWithToken), 401);
  EXPECT_EQ(status_of(asking(host, "/?token=" + kToken.substr(1)), kWithToken), 401);
}

TEST(Token, MadeIsLongRandomAndAcceptable) {
  const std::string token = make_token();
  EXPECT_EQ(token.size(), 32u);
  EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(token_problem(token), "");
  EXPECT_NE(make_token(), token);
}

TEST(Token, OfTheUserMustBeLongAndFitInAnAddress) {
  EXPECT_EQ(token_problem("short"), "a token has 16 to 128 letters");
  EXPECT_EQ(token_problem(""), "a token has 16 to 128 letters");
  EXPECT_EQ(token_problem(std::string(129, 'a')), "a token has 16 to 128 letters");
  EXPECT_EQ(token_problem("sixteen letters!"), "a token has letters, digits and -._~ only");
  EXPECT_EQ(token_problem("Sixteen-letters_.~"), "");
}

TEST(Token, ComparesWhole) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "xbc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace mutation
