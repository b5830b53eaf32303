// `mutation collect`: what the tasks of a submitted session have recorded, into its store.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "cluster/collect.h"
#include "cluster/layout.h"
#include "record/json.h"

namespace mutation {
namespace {

void print_json(const std::string& session, const Collected& collected) {
  Json failed = Json::array();
  for (const Error& error : collected.failed) failed.push_back(error.message);
  const Json object = {{"schema_version", 1},           {"directory", session},
                       {"blocks", collected.blocks},    {"blocks_unchanged", collected.unchanged},
                       {"runs_taken", collected.taken}, {"runs_dropped", collected.dropped},
                       {"runs_left", collected.left},   {"ended", collected.ended},
                       {"failed", std::move(failed)}};
  fmt::print("{}", to_document(object));
}

void print_collected(const std::string& session, const Collected& collected) {
  fmt::print("{}: {} run{} taken from {} block{}", session, collected.taken,
             collected.taken == 1 ? "" : "s", collected.blocks, collected.blocks == 1 ? "" : "s");
  if (collected.unchanged > 0) fmt::print(", of which {} had not changed", collected.unchanged);
  fmt::print("\n");
  if (collected.dropped > 0) {
    fmt::print("{} run{} dropped: {} not count any more\n", collected.dropped,
               collected.dropped == 1 ? " is" : "s are",
               collected.dropped == 1 ? "it does" : "they do");
  }
  if (collected.ended)
    fmt::print("Every run is done.\n");
  else
    fmt::print("{} run{} left to do\n", collected.left, collected.left == 1 ? " is" : "s are");
}

}  // namespace

int do_collect(const Options& options) {
  const Result<std::string> session = find_session(options);
  if (!session) return print_error(session.error()), kExitUsage;
  if (!is_submitted(*session)) {
    print_error({*session + " was not submitted: what it did is in its store already",
                 "`mutation submit` makes sessions whose tasks record apart"});
    return kExitUsage;
  }
  const Result<Collected> collected = collect_session(*session, SystemClock().now().utc);
  if (!collected) return print_error(collected.error()), kExitUnfit;
  for (const Error& error : collected->failed) print_error(error);
  if (options.json)
    print_json(*session, *collected);
  else
    print_collected(*session, *collected);
  return collected->failed.empty() ? kExitSuccess : kExitUnfit;
}

}  // namespace mutation
