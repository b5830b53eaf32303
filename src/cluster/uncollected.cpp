#include "cluster/uncollected.h"

#include <filesystem>

#include "cluster/block_progress.h"
#include "cluster/claims.h"
#include "cluster/layout.h"
#include "cluster/submitted_session.h"
#include "record/part_look.h"
#include "record/schema.h"

namespace mutation {
namespace {

// Of a block that was never collected: its task's own word spares opening its store.
bool has_none_yet(const BlockClaim& claim) {
  const auto progress = read_progress(claim.directory);
  return progress && progress->ended == 0 && claim.token == 1;
}

bool is_uncollected(Database& whole, const std::map<int, Row>& collected,
                    const std::string& session, int block, UtcTime now) {
  const auto claims = claims_of(block_folder(session, block));
  if (!claims) return true;
  const BlockClaim* const claim = claim_that_counts(*claims);
  if (!claim) return false;
  const auto known = collected.find(block);
  const Row* const row = known == collected.end() ? nullptr : &known->second;
  if (!row && has_none_yet(*claim)) return false;
  const std::string part =
      std::filesystem::path(claim->directory).lexically_relative(session).string();
  const Result<bool> differs =
      differs_from_collected(whole, {block, claim->token, part}, row, session, now);
  return !differs || *differs;
}

}  // namespace

Result<std::size_t> uncollected_blocks(const std::string& session, UtcTime now) {
  const Result<SubmittedSession> submitted = read_submitted_session(session);
  if (!submitted) return submitted.error();
  Result<Database> whole =
      Database::open_for_reading(session + "/session.db", session_migrations());
  if (!whole) return whole.error();
  const auto collected = collected_parts(*whole);
  if (!collected) return collected.error();
  std::size_t blocks = 0;
  for (const SubmittedBlock& block : submitted->blocks)
    blocks += is_uncollected(*whole, *collected, session, block.number, now) ? 1 : 0;
  return blocks;
}

}  // namespace mutation
