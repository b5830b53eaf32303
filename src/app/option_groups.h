// Groups of options that several subcommands share.
#pragma once

#include "app/options.h"

namespace CLI {
class App;
}

namespace mutation {

// Where the catalogue and the repos are.
void add_places(CLI::App& app, Options& options);
// Where the sessions are.
void add_results(CLI::App& app, Options& options);
// SESSION, and where it is looked for.
void add_session(CLI::App& command, Options& options, const std::string& by_default = "the newest");
// What a session that goes on does again, and in spite of what.
void add_retry(CLI::App& command, Options& options);
// How a batch system is asked for the tasks of a submitted session.
void add_queue(CLI::App& app, Options& options);
// A flag for each wait and each rule, under its name in settings files.
void add_timings(CLI::App& app, Options& options);
void add_rules(CLI::App& app, Options& options);
// Which GPUs there are, and by which library.
void add_measuring(CLI::App& app, Options& options);
void add_tree_method(CLI::App& app, Options& options);
void add_share_machine(CLI::App& app, Options& options);

}  // namespace mutation
