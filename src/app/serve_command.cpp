// `mutation serve`: a session in a browser, while it runs or afterwards.
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "app/other_calibrations.h"
#include "app/submitted_state.h"
#include "app/version.h"
#include "base/clock.h"
#include "os/low_priority.h"
#include "os/signals.h"
#include "record/session_directory.h"
#include "report/overview.h"
#include "report/page_template.h"
#include "report/run_page.h"
#include "serve/access.h"
#include "serve/page_server.h"

namespace mutation {
namespace {

constexpr const char* kRandomToken = "auto";

Result<std::string> token_for(const ServeOptions& options) {
  const bool needed = !is_loopback(options.address) || options.token == kRandomToken;
  if (options.token.empty() || options.token == kRandomToken)
    return needed ? make_token() : std::string();
  if (const std::string problem = token_problem(options.token); !problem.empty())
    return Error{"--token: " + problem, "leave it out, or give `auto`, to have one made"};
  return options.token;
}

// As the page's own, with what only a header can forbid.
std::string security_policy() {
  return "default-src 'none'; script-src " + page_script_source() +
         "; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; "
         "form-action 'none'; frame-ancestors 'none'";
}

PageSource page_source(const Options& options) {
  PageSource source;
  const PageFrame frame = page_frame(true);
  source.html = frame.before + frame.after;
  source.security_policy = security_policy();
  const auto others = std::make_shared<OtherCalibrations>(options);
  source.overview = [others](const std::string& directory) {
    return overview_json({directory}, {.program_version = kVersion,
                                       .made_at = SystemClock().now().utc,
                                       .live = true,
                                       .calibrations = others->besides({directory})});
  };
  source.blocks = [](const std::string& directory) -> Result<std::string> {
    if (!is_submitted(directory)) return Error{"the session was not submitted", {}};
    const Result<SubmittedState> state = submitted_state(directory);
    if (!state) return state.error();
    return submitted_json(*state, BlockRows::some);
  };
  source.run = [](const std::string& directory, const std::string& run_id) {
    return run_page_json(directory, run_id);
  };
  return source;
}

Result<PageServer> open_server(const Options& options) {
  const Result<std::string> directory = find_session(options);
  if (!directory) return directory.error();
  const Result<std::string> token = token_for(options.serve);
  if (!token) return token.error();
  ServeSetup setup;
  setup.address = options.serve.address;
  setup.port = options.serve.port;
  setup.token = *token;
  setup.directory = *directory;
  if (options.session.empty())
    setup.results = std::filesystem::path(*directory).parent_path().string();
  setup.source = page_source(options);
  return PageServer::open(std::move(setup));
}

}  // namespace

int do_serve(const Options& options) {
  Result<SignalFd> signals = SignalFd::open({SIGINT, SIGTERM, SIGHUP});
  if (!signals) {
    print_error(signals.error());
    return kExitUnfit;
  }
  give_way_in_process();
  Result<PageServer> server = open_server(options);
  if (!server) {
    print_error(server.error());
    return kExitUsage;
  }
  print_line(stdout, server->url());
  std::fflush(stdout);
  server->serve_until(signals->fd());
  signals->take();  // else it would still come when it is no longer held back
  // Nothing has been written that had to be finished, and a page of many runs takes seconds.
  if (server->is_busy()) std::_Exit(kExitSuccess);
  return kExitSuccess;
}

}  // namespace mutation
