// `mutation serve`: a session in a browser, while it runs or afterwards.
#include <signal.h>

#include <cstdlib>
#include <filesystem>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "os/low_priority.h"
#include "os/signals.h"
#include "record/read_session.h"
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

PageSource page_source() {
  PageSource source;
  source.html = "<!doctype html><title>mutation</title>";
  source.security_policy = "default-src 'none'; frame-ancestors 'none'";
  source.overview = [](const std::string& directory) -> Result<std::string> {
    const Result<StoredSession> session = read_session(directory);
    if (!session) return session.error();
    return status_json(*session);
  };
  source.run = [](const std::string&, const std::string&) -> Result<std::optional<std::string>> {
    return std::optional<std::string>();
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
  setup.source = page_source();
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
