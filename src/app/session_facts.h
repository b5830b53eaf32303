// What a session's records say of the program, the machine, the user and the repos.
#pragma once

#include <string>
#include <vector>

#include "app/inputs.h"
#include "app/options.h"
#include "model/session_info.h"

namespace mutation {

// What a session is made from. Of the repos only name, folder and train script are given.
struct SessionSources {
  std::string settings_file;    // "" in direct mode
  std::string settings_sha256;  // "": it cannot be read
  std::string catalogue_file;
  std::string catalogue_sha256;
  std::string governor_asked;
  SessionLimits limits;
  Order order = Order::as_written;
  Tariff tariff;
  std::vector<SessionInfo::Repo> repos;
};

SessionSources sources_of(const Inputs& inputs, const Plan& plan);
// Those of a session that goes on, as they are now.
SessionSources sources_now(const SessionInfo& before);

// How the user asked for the session to be run.
void note_asked(const Options& options, SessionInfo& info);
// The options of a session that goes on: where `options` leaves something open, as before.
Options options_as_before(Options options, const SessionInfo& before);

// Everything but name, directory, start and instrumentation, which the session gives. Runs git once
// for each repo, bounded to a few seconds; what cannot be found out stands as a note.
SessionInfo session_facts(SessionSources sources, const std::string& privileges);

}  // namespace mutation
