#include "campaign/session_end.h"

namespace mutation {
namespace {

// What the user can do to go on; "" after the regular end.
std::string resume_hint(SessionEnd end, const std::string& directory) {
  if (end == SessionEnd::complete) return "";
  const std::string resume = "`mutation resume " + directory + "` goes on with what is missing";
  return end == SessionEnd::survivors
             ? "look at the processes named above: no further run starts beside them; then " +
                   resume
             : resume;
}

}  // namespace

std::string why_ended(SessionEnd end) {
  switch (end) {
    case SessionEnd::complete:
      return "";
    case SessionEnd::interrupted:
      return "stopped by the user";
    case SessionEnd::terminated:
      return "asked to terminate (SIGTERM)";
    case SessionEnd::time_limit:
      return "its time limit was near";
    case SessionEnd::stopped:
      return "stopped by the user after a run";
    case SessionEnd::journal_failed:
      return "what happens could not be recorded any more";
    case SessionEnd::disk_full:
      return "no room for the records of a further run";
    case SessionEnd::failures_in_a_row:
      return "too many failed runs in a row";
    case SessionEnd::survivors:
      return "processes of a training could not be killed";
  }
  return "?";
}

SessionEnded what_has_ended(SessionStore& store, const SessionResult& result, int done_before,
                            const CampaignOptions& options) {
  const std::string& whole = options.part_of.empty() ? store.directory() : options.part_of;
  SessionEnded ended{.session = store.name(),
                     .directory = store.directory(),
                     .runs_planned = result.runs_planned,
                     .runs_done = done_before + result.runs_done,
                     .ended_by = why_ended(result.end),
                     .resume_hint = resume_hint(result.end, whole),
                     .tariff = options.tariff};
  // Where it cannot be read it is in the records all the same.
  if (const auto consumption = store.consumption()) ended.consumption = *consumption;
  return ended;
}

}  // namespace mutation
