#include "app/session_facts.h"

#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <utility>

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

SessionInfo::Repo repo_facts(SessionInfo::Repo facts) {
  const auto script = read_file(facts.train_script);
  facts.train_script_sha256 = script ? sha256_hex(*script) : "";
  facts.git_commit.clear();
  facts.git_dirty.reset();
  facts.git_note.clear();
  const Result<std::string> commit = git(facts.directory, {"rev-parse", "HEAD"});
  if (!commit) {
    facts.git_note = commit.error().message;
    return facts;
  }
  facts.git_commit = *commit;
  // Only the repo's own folder: it may lie within a larger checkout.
  const Result<std::string> changes = git(facts.directory, {"status", "--porcelain", "--", "."});
  if (changes) {
    facts.git_dirty = !changes->empty();
  } else {
    facts.git_note = changes.error().message;
  }
  return facts;
}

// Relative names must mean the same whatever folder a session is gone on with from.
std::string absolute_path(const std::string& path) {
  std::error_code failure;
  const auto absolute = std::filesystem::absolute(path, failure);
  return path.empty() || failure ? path : absolute.lexically_normal().string();
}

std::string hash_of_file(const std::string& path) {
  const auto text = read_file(path);
  return text ? sha256_hex(*text) : "";
}

}  // namespace

SessionSources sources_of(const Inputs& inputs, const Plan& plan) {
  SessionSources sources{
      .settings_file = absolute_path(inputs.settings_file),
      .settings_sha256 = sha256_hex(inputs.settings_text),
      .catalogue_file = absolute_path(inputs.places.catalogue),
      // Without a file it is the program's own: there is nothing to change.
      .catalogue_sha256 = inputs.places.catalogue.empty() ? "" : sha256_hex(inputs.catalogue_text),
      .governor_asked = plan.governor.value_or(""),
      .limits = plan.limits,
      .order = plan.order,
      .tariff = plan.tariff,
      .repos = {}};
  std::set<std::string> known;
  const auto add = [&](const PlannedTraining& training) {
    if (!known.insert(training.repo).second) return;
    SessionInfo::Repo repo;
    repo.name = training.repo;
    repo.directory = training.directory;
    repo.train_script = training.train_script;
    sources.repos.push_back(std::move(repo));
  };
  for (const PlannedRun& run : plan.runs) {
    add(run.foreground);
    if (run.background) add(*run.background);
  }
  return sources;
}

SessionSources sources_now(const SessionInfo& before) {
  return {.settings_file = before.settings_file,
          .settings_sha256 = before.settings_file.empty() ? before.settings_sha256
                                                          : hash_of_file(before.settings_file),
          .catalogue_file = before.catalogue_file,
          .catalogue_sha256 = hash_of_file(before.catalogue_file),
          .governor_asked = before.governor_asked,
          .limits = before.limits,
          .order = before.order,
          .tariff = before.tariff,
          .repos = before.repos};
}

void note_asked(const Options& options, SessionInfo& info) {
  info.machine_shared = options.share_machine;
  info.gpu_asked = gpu_asked(options.measure);
  info.nvml_library = options.measure.nvml_library;
  info.tree_method_asked = to_text(options.tree_method);
}

Options options_as_before(Options options, const SessionInfo& before) {
  if (!options.measuring_chosen) {
    take_gpu_asked(before.gpu_asked, options.measure);
    if (!before.nvml_library.empty()) options.measure.nvml_library = before.nvml_library;
  }
  if (options.tree_method == TreeMethod::automatic) {
    options.tree_method = tree_method_of(before.tree_method_asked).value_or(options.tree_method);
  }
  return options;
}

SessionInfo session_facts(SessionSources sources, const std::string& privileges) {
  const MachineFacts machine = read_machine_facts("/");
  SessionInfo info;
  info.program_version = kVersion;
  info.host = machine.host;
  info.kernel = machine.kernel;
  info.boot_id = boot_id();
  info.cpu_model = machine.cpu_model.value_or("");
  info.user = user_name();
  info.privileges = privileges;
  info.governor_asked = std::move(sources.governor_asked);
  info.governor = machine.governor.value_or("");
  info.governor_note = machine.governor_absent_reason;
  info.settings_file = std::move(sources.settings_file);
  info.settings_sha256 = std::move(sources.settings_sha256);
  info.catalogue_file = std::move(sources.catalogue_file);
  info.catalogue_sha256 = std::move(sources.catalogue_sha256);
  info.limits = sources.limits;
  info.order = sources.order;
  info.tariff = std::move(sources.tariff);
  const auto self = read_process(getpid());
  info.writer_pid = getpid();
  info.writer_start_ticks = self ? self->start_ticks : 0;
  for (SessionInfo::Repo& repo : sources.repos) info.repos.push_back(repo_facts(std::move(repo)));
  return info;
}

}  // namespace mutation
