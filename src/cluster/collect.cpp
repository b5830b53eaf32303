#include "cluster/collect.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "cluster/claims.h"
#include "cluster/layout.h"
#include "record/merge_session.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

// 0: the folder of no block.
int number_of(const std::string& name) {
  int number = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, failure] = std::from_chars(name.data(), end, number);
  return failure == std::errc() && rest == end ? number : 0;
}

Result<std::vector<int>> blocks_of(const std::string& session) {
  std::vector<int> blocks;
  std::error_code failure;
  fs::directory_iterator entry(blocks_folder(session), failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    const int number = number_of(entry->path().filename().string());
    if (number > 0) blocks.push_back(number);
  }
  if (failure) return errno_error("read the folder " + blocks_folder(session), failure.value());
  std::ranges::sort(blocks);
  return blocks;
}

void add(const Result<MergedPart>& part, int block, Collected& collected) {
  if (!part) {
    collected.failed.push_back(
        with_context("collect block " + std::to_string(block), part.error()));
    return;
  }
  collected.unchanged += part->read ? 0 : 1;
  collected.taken += part->taken;
  collected.dropped += part->dropped;
}

// The newest claim whose session has begun is the one that counts.
Result<MergedPart> merge_block(const std::string& session, int block,
                               const std::vector<BlockClaim>& claims, SessionMerger& merger,
                               UtcTime now) {
  Result<MergedPart> merged = MergedPart{};
  for (auto claim = claims.rbegin(); claim != claims.rend(); ++claim) {
    if (!claim->has_store) continue;
    const std::string part = fs::path(claim->directory).lexically_relative(session).string();
    merged = merger.merge({block, claim->token, part}, now);
    if (!merged || merged->begun) break;
  }
  return merged;
}

}  // namespace

Result<Collected> collect_session(const std::string& session, UtcTime now) {
  const Result<std::vector<int>> blocks = blocks_of(session);
  if (!blocks) return blocks.error();
  Result<SessionMerger> merger = SessionMerger::open(session);
  if (!merger) return with_context("collect " + session, merger.error());
  Collected collected;
  for (const int block : *blocks) {
    const auto claims = claims_of(block_folder(session, block));
    if (!claims) {
      add(claims.error(), block, collected);
      continue;
    }
    if (!claim_that_counts(*claims)) continue;
    ++collected.blocks;
    add(merge_block(session, block, *claims, *merger, now), block, collected);
  }
  const Result<MergeEnd> end = merger->finish();
  if (!end) return end.error();
  collected.left = end->left;
  collected.ended = end->ended;
  return collected;
}

}  // namespace mutation
