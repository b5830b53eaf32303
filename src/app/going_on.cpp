#include "app/going_on.h"

#include <utility>

namespace mutation {

SessionToRun session_going_on(SessionStore& store, const StoredSession& head, SessionInfo info,
                              std::vector<std::string> changes, const std::string& results,
                              const Options& options) {
  SessionToRun session{.store = store,
                       .info = std::move(info),
                       .started = {.session = store.name(),
                                   .directory = store.directory(),
                                   .experiment_name = head.experiment_name,
                                   .runs = head.runs_planned,
                                   .notes = {}},
                       .campaign = {},
                       .changes = std::move(changes),
                       .plan = {}};
  session.started.instrumentation = session.info.instrumentation;
  session.campaign = {.results_directory = results,
                      .keep_scripts = options.keep_scripts,
                      .keep_copies = options.keep_copies,
                      .tree_method = options.tree_method,
                      .runs_planned = head.runs_planned,
                      .order = session.info.order,
                      .seed = head.seed,
                      .limits = session.info.limits,
                      .tariff = session.info.tariff,
                      .since_last_training = {}};
  for (const std::string& change : session.changes) {
    session.started.notes.push_back("accepted: " + change);
  }
  return session;
}

Status note_what_is_left(SessionStore& store, SessionStarted& started) {
  const auto unfinished = store.unfinished();
  if (!unfinished) return unfinished.error();
  started.runs_left = int(unfinished->size());
  started.minimum_waits = Seconds(0);
  for (const UnfinishedRun& run : *unfinished) *started.minimum_waits += run.known_waits;
  return {};
}

}  // namespace mutation
