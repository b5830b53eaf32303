#include "app/session_facts.h"

#include <pwd.h>
#include <unistd.h>

#include <set>

#include "app/version.h"
#include "base/text.h"
#include "measure/fitness.h"
#include "os/command.h"
#include "os/file.h"
#include "os/procfs.h"
#include "record/hash.h"

namespace mutation {
namespace {

constexpr Seconds kGitPatience{5};

std::string user_name() {
  const passwd* const entry = getpwuid(geteuid());
  return entry ? entry->pw_name : std::to_string(geteuid());
}

// What git says, or why it says nothing.
Result<std::string> git(const std::string& directory, const std::vector<std::string>& arguments) {
  std::vector<std::string> argv = {"git", "-C", directory};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const Result<CommandResult> run = run_command(argv, {.time_limit = kGitPatience});
  if (!run) return run.error();
  if (run->end.code != 0) {
    return Error{"git " + arguments.front() + ": " + std::string(trimmed(run->errors)), {}};
  }
  return std::string(trimmed(run->output));
}

SessionInfo::Repo repo_facts(const PlannedTraining& training) {
  SessionInfo::Repo facts{.name = training.repo,
                          .train_script_sha256 = {},
                          .git_commit = {},
                          .git_dirty = {},
                          .git_note = {}};
  if (const auto script = read_file(training.train_script)) {
    facts.train_script_sha256 = sha256_hex(*script);
  }
  const Result<std::string> commit = git(training.directory, {"rev-parse", "HEAD"});
  if (!commit) {
    facts.git_note = commit.error().message;
    return facts;
  }
  facts.git_commit = *commit;
  // Only the repo's own folder: it may lie within a larger checkout.
  const Result<std::string> changes = git(training.directory, {"status", "--porcelain", "--", "."});
  if (changes) {
    facts.git_dirty = !changes->empty();
  } else {
    facts.git_note = changes.error().message;
  }
  return facts;
}

}  // namespace

SessionInfo session_facts(const Inputs& inputs, const Plan& plan, const std::string& privileges) {
  const MachineFacts machine = read_machine_facts("/");
  SessionInfo info;
  info.program_version = kVersion;
  info.host = machine.host;
  info.kernel = machine.kernel;
  info.boot_id = boot_id();
  info.cpu_model = machine.cpu_model.value_or("");
  info.user = user_name();
  info.privileges = privileges;
  info.governor_asked = plan.governor.value_or("");
  info.governor = machine.governor.value_or("");
  info.governor_note = machine.governor_absent_reason;
  info.settings_file = inputs.settings_file;
  info.settings_sha256 = sha256_hex(inputs.settings_text);
  info.catalogue_sha256 = sha256_hex(inputs.catalogue_text);
  std::set<std::string> known;
  for (const PlannedRun& run : plan.runs) {
    if (known.insert(run.foreground.repo).second) info.repos.push_back(repo_facts(run.foreground));
    if (run.background && known.insert(run.background->repo).second) {
      info.repos.push_back(repo_facts(*run.background));
    }
  }
  return info;
}

}  // namespace mutation
