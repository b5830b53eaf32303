// Only the dispatch: each subcommand is described in a file of its own.
#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/option_checks.h"
#include "app/option_commands.h"
#include "app/version.h"

namespace mutation {
namespace {

constexpr const char* kAbout =
    "Runs training-energy experiments: draws hyperparameters, runs each training with CPU and GPU\n"
    "energy measured, if asked beside a second training as GPU load, lets the GPU cool down "
    "between\n"
    "runs, and records what happened.";

// Flags of the Python tool with two letters behind one dash, which CLI11 does not know.
const std::map<std::string, std::string> kTwoLetterFlags = {
    {"-ec", "--experiment-config"}, {"-mt", "--mutate"}, {"-mr", "--max-retries"}};

// What stands behind "--" is somebody else's command line: nothing of it is looked at.
std::vector<std::string> take_behind_dashes(const std::string& command,
                                            std::vector<std::string>& arguments) {
  const auto mark = std::ranges::find(arguments, "--");
  if (arguments.empty() || arguments.front() != command || mark == arguments.end()) return {};
  std::vector<std::string> taken(mark + 1, arguments.end());
  arguments.erase(mark, arguments.end());
  return taken;
}

std::vector<std::string> rewritten(std::vector<std::string> arguments) {
  for (std::string& argument : arguments) {
    const auto found = kTwoLetterFlags.find(argument);
    if (found != kTwoLetterFlags.end()) argument = found->second;
  }
  // CLI11 takes the arguments of a vector from its back.
  return {arguments.rbegin(), arguments.rend()};
}

// Without a subcommand: the Python tool's flags.
void choose_by_flags(bool list, bool used, Options& options) {
  if (options.command != Command::done) return;
  if (list) options.command = Command::list;
  if (!list && used) options.command = Command::run;
}

}  // namespace

bool is_measure(int argc, char** argv) {
  return argc > 1 && std::string_view(argv[1]) == "measure";
}

Result<Options> read_command_line(int argc, char** argv) {
  Options options;
  std::vector<std::string> arguments(argv + 1, argv + argc);
  options.to_measure.argv = take_behind_dashes("measure", arguments);
  options.submit.request.options = take_behind_dashes("submit", arguments);
  CLI::App app(kAbout, "mutation");
  bool list = false;
  app.set_version_flag("--version", std::string("mutation ") + kVersion);
  app.add_flag("-l,--list", list, "The same as `mutation list`");
  add_run_options(app, options);
  add_run(app, options);
  add_resume(app, options);
  add_stop(app, options);
  add_plan(app, options);
  add_list(app, options);
  add_status(app, options);
  add_doctor(app, options);
  add_measure(app, options);
  add_integrate(app, options);
  add_import(app, options);
  add_audit(app, options);
  add_export(app, options);
  add_coverage(app, options);
  add_catalogue(app, options);
  add_report(app, options);
  add_serve(app, options);
  add_compare(app, options);
  add_effects(app, options);
  add_calibrate(app, options);
  add_submit(app, options);
  add_work(app, options);
  add_collect(app, options);
  app.require_subcommand(0, 1);
  app.footer(std::string(kRunExamples) + "\n\n`mutation COMMAND --help` tells more of a command.");
  try {
    app.parse(rewritten(std::move(arguments)));
  } catch (const CLI::Success& done) {
    app.exit(done);
    return options;
  } catch (const CLI::ParseError& error) {
    return Error{error.what(), "see mutation --help"};
  }
  if (options.command == Command::measure && options.to_measure.argv.empty())
    return Error{"the command to measure was not named", "mutation measure [OPTIONS] -- COMMAND …"};
  if (std::string problem = measuring_problem(options.measure); !problem.empty())
    return Error{std::move(problem), "add --gpu simulated"};
  choose_by_flags(list, argc > 1, options);
  if (options.command == Command::done)
    return Error{"nothing to do was named", "see mutation --help"};
  return options;
}

}  // namespace mutation
