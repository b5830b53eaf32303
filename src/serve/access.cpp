#include "serve/access.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "serve/route.h"

namespace mutation {
namespace {

constexpr std::size_t kLeastTokenLetters = 16;
constexpr std::size_t kMostTokenLetters = 128;
constexpr int kUsualPort = 80;
constexpr std::string_view kBearer = "bearer ";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool is_token_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

}  // namespace

std::string make_token() {
  std::array<std::uint8_t, 16> random{};
  // At most 256 bytes are given whole, whatever signals come. [getrandom(2)]
  MUTATION_CHECK(getrandom(random.data(), random.size(), 0) == ssize_t{random.size()});
  std::string token;
  for (const std::uint8_t byte : random) token += fmt::format("{:02x}", byte);
  return token;
}

std::string token_problem(std::string_view token) {
  if (token.size() < kLeastTokenLetters || token.size() > kMostTokenLetters)
    return fmt::format("a token has {} to {} letters", kLeastTokenLetters, kMostTokenLetters);
  if (!std::all_of(token.begin(), token.end(), is_token_letter))
    return "a token has letters, digits and -._~ only";
  return "";
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

bool is_own_host(std::string_view host, const Access& access) {
  return std::any_of(access.hosts.begin(), access.hosts.end(), [&](const std::string& name) {
    if (equal_but_for_case(host, fmt::format("{}:{}", name, access.port))) return true;
    return access.port == kUsualPort && equal_but_for_case(host, name);
  });
}

std::string token_of(const HttpRequest& request) {
  const std::string_view header = request.authorization;
  if (header.size() > kBearer.size() &&
      equal_but_for_case(header.substr(0, kBearer.size()), kBearer)) {
    return std::string(header.substr(kBearer.size()));
  }
  return query_value(request.target, "token");
}

std::optional<HttpRefusal> refusal(const HttpRequest& request, const Access& access) {
  if (!is_own_host(request.host, access)) {
    return HttpRefusal{
        403, fmt::format("This server is not known by the name that was asked for. Ask for "
                         "{}:{}; through a tunnel, use the same port at both ends.",
                         access.hosts.empty() ? "" : access.hosts.front(), access.port)};
  }
  if (access.token.empty() || equal_in_constant_time(token_of(request), access.token)) return {};
  return HttpRefusal{401,
                     "The token is missing or wrong: open the whole address that `mutation serve` "
                     "printed, with ?token=."};
}

}  // namespace mutation
