#include "cluster/claims.h"

#include <errno.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "os/file.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "claim_";

// Each task that claims takes one; more than a few in a row means that something is wrong.
constexpr int kMostTries = 1000;

std::optional<int> token_of(const std::string& name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  int token = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, failure] = std::from_chars(name.data() + kPrefix.size(), end, token);
  if (failure != std::errc() || rest != end || token < 1) return std::nullopt;
  return token;
}

std::string folder_of(const std::string& block_folder, int token) {
  return fmt::format("{}/{}{}", block_folder, kPrefix, token);
}

bool has_store(const std::string& directory) {
  struct stat status {};
  return stat((directory + "/session.db").c_str(), &status) == 0 && status.st_size > 0;
}

}  // namespace

Result<std::vector<BlockClaim>> claims_of(const std::string& block_folder) {
  std::vector<BlockClaim> claims;
  std::error_code failure;
  fs::directory_iterator entry(block_folder, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    const auto token = token_of(entry->path().filename().string());
    if (!token) continue;
    const std::string directory = folder_of(block_folder, *token);
    claims.push_back({*token, directory, has_store(directory)});
  }
  if (failure) return errno_error("read the folder " + block_folder, failure.value());
  std::ranges::sort(claims, {}, &BlockClaim::token);
  return claims;
}

const BlockClaim* claim_that_counts(const std::vector<BlockClaim>& claims) {
  const auto found = std::find_if(claims.rbegin(), claims.rend(),
                                  [](const BlockClaim& claim) { return claim.has_store; });
  return found == claims.rend() ? nullptr : &*found;
}

Result<BlockClaim> claim_block(const std::string& block_folder) {
  const Result<std::vector<BlockClaim>> claims = claims_of(block_folder);
  if (!claims) return claims.error();
  const int first = claims->empty() ? 1 : claims->back().token + 1;
  for (int token = first; token < first + kMostTries; ++token) {
    const std::string directory = folder_of(block_folder, token);
    if (mkdir(directory.c_str(), 0755) == 0) {
      if (Status synced = sync_directory(block_folder); !synced) return synced.error();
      return BlockClaim{token, directory, false};
    }
    // Also when our own making was told twice over a network: the next number is as good.
    if (errno != EEXIST) return errno_error("make the folder " + directory, errno);
  }
  return Error{"no claim of " + block_folder + " could be had", {}};
}

Status still_ours(const std::string& block_folder, const BlockClaim& claim) {
  const Result<std::vector<BlockClaim>> claims = claims_of(block_folder);
  if (!claims) return claims.error();
  if (claims->empty() || claims->back().token <= claim.token) return {};
  return Error{
      fmt::format("another task has taken over block {} (claim {}, this task holds claim {})",
                  block_folder, claims->back().token, claim.token),
      "nothing that this task does from here on would count, so it ends; `mutation status` "
      "tells of the other"};
}

}  // namespace mutation
