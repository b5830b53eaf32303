#include "app/claimed_block.h"

#include <filesystem>
#include <utility>

#include "campaign/leftovers.h"
#include "cluster/layout.h"
#include "os/file.h"
#include "os/procfs.h"
#include "record/inherit_store.h"
#include "record/plan_json.h"
#include "record/read_session.h"

namespace mutation {
namespace {

constexpr const char* kSettings = "settings.json";
constexpr const char* kCatalogue = "catalogue.json";

Result<std::unique_ptr<SessionStore>> new_store(const std::string& session,
                                                const SubmittedSession& submitted, const Plan& plan,
                                                const std::string& directory) {
  const Result<std::string> settings = read_file(session + "/" + kSettings);
  if (!settings) return settings.error();
  const Result<std::string> catalogue = read_file(session + "/" + kCatalogue);
  if (!catalogue) return catalogue.error();
  return SessionStore::create_in(directory, plan, submitted.summary_head, {*settings, *catalogue});
}

// With the files that the session's folder has had since it was submitted.
Result<std::unique_ptr<SessionStore>> inherited_store(const std::string& session, int block,
                                                      const BlockClaim& from,
                                                      const std::string& directory,
                                                      const std::vector<Outcome>& again) {
  for (const auto& [source, name] : {std::pair(session + "/" + kSettings, kSettings),
                                     std::pair(session + "/" + kCatalogue, kCatalogue),
                                     std::pair(block_plan(session, block), "plan.json")}) {
    const Result<std::string> text = read_file(source);
    if (!text) return text.error();
    if (Status written = write_file_durably(directory + "/" + name, *text); !written)
      return written.error();
  }
  if (Status inherited = inherit_store(from.directory, directory, again); !inherited)
    return inherited.error();
  return SessionStore::reopen(directory, true);
}

// Kills what the claim's task has left on this machine, where it ran on it.
Status clear_left_by(const BlockClaim& claim) {
  const Result<CutOffRuns> cut_off = read_cut_off_runs(claim.directory);
  // What cannot be read names no process; of another boot or machine none is here.
  if (!cut_off || cut_off->boot_id != boot_id()) return {};
  for (const StoredRun& run : cut_off->runs) {
    const auto stops = clear_leftovers(run, {claim.directory, cut_off->boot_id});
    if (Status cleared = no_survivors(stops); !cleared) return cleared;
  }
  return {};
}

}  // namespace

Result<std::optional<BlockClaim>> claim_to_inherit(const std::string& block_folder) {
  const Result<std::vector<BlockClaim>> claims = claims_of(block_folder);
  if (!claims) return claims.error();
  for (auto claim = claims->rbegin(); claim != claims->rend(); ++claim) {
    if (claim->has_store && read_latest_info(claim->directory)) return std::optional(*claim);
  }
  return std::optional<BlockClaim>();
}

Result<ClaimedBlock> claim_and_open(const std::string& session, const SubmittedSession& submitted,
                                    int block, const std::optional<BlockClaim>& inherits,
                                    const std::vector<Outcome>& again) {
  const std::string folder = block_folder(session, block);
  Result<BlockClaim> claim = claim_block(folder);
  if (!claim) return claim.error();
  ClaimedBlock claimed{*claim, nullptr, std::nullopt};
  if (inherits) {
    // Only now: from here on its task, should it live, begins no further attempt.
    if (Status cleared = clear_left_by(*inherits); !cleared) return cleared.error();
    auto store = inherited_store(session, block, *inherits, claim->directory, again);
    if (!store) return store.error();
    claimed.store = std::move(*store);
  } else {
    const Result<std::string> text = read_file(block_plan(session, block));
    if (!text) return text.error();
    Result<Plan> plan = plan_from_json(*text);
    if (!plan) return plan.error();
    auto store = new_store(session, submitted, *plan, claim->directory);
    if (!store) return store.error();
    claimed.store = std::move(*store);
    claimed.plan = std::move(*plan);
  }
  claimed.store->guard_with([folder, held = *claim] { return still_ours(folder, held); });
  return claimed;
}

}  // namespace mutation
