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

// The files that the session's folder has had since it was submitted.
Status write_frozen_files(const std::string& session, int block, const std::string& directory) {
  for (const auto& [source, name] : {std::pair(session + "/" + kSettings, kSettings),
                                     std::pair(session + "/" + kCatalogue, kCatalogue),
                                     std::pair(block_plan(session, block), "plan.json")}) {
    const Result<std::string> text = read_file(source);
    if (!text) return text.error();
    if (Status written = write_file_durably(directory + "/" + name, *text); !written)
      return written;
  }
  return {};
}

// Kills what the claim's task has left on this machine, where it ran on it: so many processes.
Result<int> clear_left_by(const BlockClaim& claim) {
  const Result<CutOffRuns> cut_off = read_cut_off_runs(claim.directory, Locks::say_nothing);
  // What cannot be read names no process; of another boot or machine none is here.
  if (!cut_off || cut_off->boot_id != boot_id()) return 0;
  int killed = 0;
  for (const StoredRun& run : cut_off->runs) {
    const auto stops = clear_leftovers(run, {claim.directory, cut_off->boot_id});
    if (Status cleared = no_survivors(stops); !cleared) return cleared.error();
    for (const StopRecord& stop : stops) killed += stop.killed;
  }
  return killed;
}

// Whether there was a claim to go on from: then its store stands in the new claim's folder.
Result<bool> inherit(const std::string& block_folder, const RunsAgain& again,
                     ClaimedBlock& claimed) {
  const Result<std::vector<BlockClaim>> claims = claims_of(block_folder);
  if (!claims) return claims.error();
  for (auto claim = claims->rbegin(); claim != claims->rend(); ++claim) {
    if (claim->token >= claimed.claim.token || !claim->has_store) continue;
    // Only now: from here on its task, should it live, begins no further attempt.
    const Result<int> killed = clear_left_by(*claim);
    if (!killed) return killed.error();
    claimed.killed += *killed;
    const Result<bool> inherited = inherit_store(claim->directory, claimed.claim.directory, again);
    if (!inherited) return with_context("take the block over", inherited.error());
    if (*inherited) return true;
  }
  return false;
}

}  // namespace

Result<ClaimedBlock> claim_and_open(const std::string& session, const SubmittedSession& submitted,
                                    int block, const RunsAgain& again) {
  const std::string folder = block_folder(session, block);
  Result<BlockClaim> claim = claim_block(folder);
  if (!claim) return claim.error();
  ClaimedBlock claimed{*claim, nullptr, std::nullopt};
  const Result<bool> goes_on = inherit(folder, again, claimed);
  if (!goes_on) return goes_on.error();
  if (*goes_on) {
    if (Status written = write_frozen_files(session, block, claim->directory); !written)
      return written.error();
    auto store = SessionStore::reopen(claim->directory, true);
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
