// Where the served pages come from: functions that the program plugs in, so that serving knows
// nothing of what is in them.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace mutation {

// Passive. The functions are called from several threads, perhaps at once, with a session's folder;
// they read only.
struct PageSource {
  using OfSession = std::function<Result<std::string>(const std::string& session)>;

  std::string html;             // the page itself
  std::string security_policy;  // its Content-Security-Policy
  OfSession overview;           // JSON
  // JSON. An error, too, when the session was not submitted. It asks the batch system, which may
  // take a minute.
  OfSession blocks;
  // JSON. An error, too, when the session has no such run.
  std::function<Result<std::string>(const std::string& session, const std::string& run_id)> run;
};

struct MadePage {
  Result<std::string> text;
  int status = 200;  // of HTTP: `when_refused` on an error, 500 when the making broke
};

// What `make` returns; an exception of it is an error: it must not end the server. Any thread.
MadePage made_page(const std::function<Result<std::string>()>& make, int when_refused);

}  // namespace mutation
