// `mutation catalogue check`: trains each model shortly under the supervision of a run, and shows
// what the catalogue's patterns find in its log. Keeps no record.
#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <utility>

#include "app/catalogue_findings.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/session_runner.h"
#include "app/unrecorded.h"
#include "base/text.h"
#include "os/copy_folder.h"
#include "os/file.h"
#include "plan/make_plan.h"
#include "record/run_id.h"
#include "run/attempt.h"
#include "run/working_copy.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// What is to be checked.
struct Subject {
  const RepoSpec* repo = nullptr;
  std::string model;
};

// The hyperparameter that says how long a training is: the first whole number with "epoch" in its
// name, else with "iter".
const HyperparameterSpec* length_of(const RepoSpec& repo) {
  for (const std::string_view word : {"epoch", "iter"}) {
    for (const HyperparameterSpec& spec : repo.hyperparameters) {
      if (spec.type == HyperparameterType::integer && spec.name.find(word) != std::string::npos) {
        return &spec;
      }
    }
  }
  return nullptr;
}

// A training of the model for so many epochs, all else as the train script has it.
Result<PlannedRun> short_run(const CatalogueInput& input, const Subject& subject,
                             const Options& options) {
  Entry entry;
  entry.mode = Mode::fixed;
  entry.foreground.repo = subject.repo->name;
  entry.foreground.model = subject.model;
  entry.foreground.mode = Mode::fixed;
  if (const HyperparameterSpec* const length = length_of(*subject.repo)) {
    entry.foreground.hyperparameters = {{length->name, std::int64_t{options.check.epochs}}};
  }
  if (const auto& timeout = options.check.timeout_seconds)
    entry.timings.timeout = Seconds(*timeout);
  Settings settings;
  settings.rules.cooling_policy = CoolingPolicy::fixed;
  settings.entries = {std::move(entry)};
  Result<Plan> plan = make_plan(settings, input.catalogue, {}, input.places.root, 0, {});
  if (!plan) return plan.error();
  return std::move(plan->runs.front());
}

// A folder that is gone in the end, with all that it holds.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code failure;
    std::string name = (std::filesystem::temp_directory_path(failure) / "mutation_XXXXXX").string();
    if (!failure && mkdtemp(name.data())) path_ = name;
  }
  ~ScratchFolder() {
    if (!path_.empty()) (void)remove_folder(path_).ok();
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

AttemptRecord train(RunLoop& loop, PlannedRun planned, const std::string& directory,
                    const Options& options) {
  NoJournal journal;
  auto copies = make_working_copies(loop, directory, 1, planned);
  Attempt attempt(loop, journal,
                  {.planned = &planned,
                   .run_id = new_run_id(loop.now().utc),
                   .run_directory = directory,
                   .minimum_from = "first run",
                   .tree_method = options.tree_method,
                   .copies = std::move(copies)});
  AttemptRecord record = attempt.run();
  remove_working_copies(loop, record.copies);
  return record;
}

// The findings' lines; how many checks failed.
int tell(const std::vector<CheckFinding>& findings) {
  for (const std::string& line : check_lines(findings)) print_line(stdout, line);
  const int failed = failed_checks(findings);
  print_line(stdout, failed == 0 ? "  all is well"
                                 : fmt::format("  {} {}", failed,
                                               failed == 1 ? "check failed" : "checks failed"));
  return failed;
}

int check_log(const Subject& subject, const std::string& file) {
  const Result<MappedFile> log = MappedFile::open(file);
  if (!log) return print_error(log.error()), kExitUsage;
  print_line(stdout, fmt::format("{}: patterns on {}", subject.repo->name, file));
  return tell(log_findings(*subject.repo, log->text())) == 0 ? kExitSuccess : kExitNotAll;
}

// How many checks failed.
Result<int> check_training(RunLoop& loop, const CatalogueInput& input, const Subject& subject,
                           const Options& options) {
  Result<PlannedRun> planned = short_run(input, subject, options);
  if (!planned) return planned.error();
  print_line(stdout, fmt::format("{} {}: {}", subject.repo->name, subject.model,
                                 shell_quoted(planned->foreground.command)));
  const ScratchFolder scratch;
  const std::string directory = scratch.path() + "/run";
  if (Status made = make_directories(directory); !made) return made.error();
  const AttemptRecord record = train(loop, std::move(*planned), directory, options);
  std::vector<CheckFinding> findings = training_findings(record);
  if (const auto log = MappedFile::open(directory + "/training.log")) {
    for (CheckFinding& finding : log_findings(*subject.repo, log->text())) {
      findings.push_back(std::move(finding));
    }
  }
  return tell(findings);
}

bool is_there(const CatalogueInput& input, const RepoSpec& repo) {
  std::error_code failure;
  return std::filesystem::exists(std::filesystem::path(input.places.root) / repo.path, failure);
}

// Those named; without a name all whose folder is there. None after printing why not.
std::vector<Subject> subjects_of(const CatalogueInput& input, const CatalogueCheckOptions& what) {
  std::vector<Subject> subjects;
  std::vector<std::string> names;
  for (const RepoSpec& repo : input.catalogue.repos) {
    names.push_back(repo.name);
    if (!what.repo.empty() && repo.name != what.repo) continue;
    if (what.repo.empty() && !is_there(input, repo)) {
      print_line(stdout, fmt::format("{}: missing, there is no {}", repo.name, repo.path));
      continue;
    }
    for (const std::string& model : repo.models) {
      if (what.model.empty() || model == what.model) subjects.push_back({&repo, model});
    }
    if (subjects.empty()) {
      print_error({"\"" + repo.name + "\" has no model \"" + what.model + "\"",
                   suggestion_or_list(what.model, repo.models)});
      return {};
    }
  }
  if (!what.repo.empty() && subjects.empty()) {
    print_error({"unknown repo \"" + what.repo + "\"", suggestion_or_list(what.repo, names)});
  } else if (subjects.empty()) {
    print_error({"no repo of the catalogue is there",
                 "put them below " + input.places.root + ", or choose another --root"});
  }
  return subjects;
}

int check_trainings(const CatalogueInput& input, const std::vector<Subject>& subjects,
                    const Options& options, World& world) {
  if (Status taken = take_machine(world, options); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  const auto monitor = world.elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  const Instrumentation& all = (*monitor)->instrumentation();
  if (Status held = take_devices(world, all, own_gpus(all, {}), options); !held) {
    return print_error(held.error()), kExitUnfit;
  }
  if (Status reading = (*monitor)->start(); !reading) {
    return print_error(reading.error()), kExitUnfit;
  }
  const SystemClock clock;
  Warnings warnings;
  RunLoop loop(clock, **monitor, world.signals, warnings);
  int failed = 0;
  for (const Subject& subject : subjects) {
    const Result<int> checked = check_training(loop, input, subject, options);
    if (loop.stop_requested()) return 128 + loop.stop_signal();
    if (!checked) print_error(checked.error());
    failed += checked ? *checked : 1;
  }
  return failed == 0 ? kExitSuccess : kExitNotAll;
}

}  // namespace

int do_check_catalogue(const Options& options) {
  // Before anything is read: from here on the program may be no longer root.
  std::optional<World> world = settle_world(options);
  if (!world) return kExitUnfit;
  const auto input = read_catalogue_input(options);
  if (!input) return kExitUsage;
  const CatalogueCheckOptions& what = options.check;
  if (!what.log.empty() && what.repo.empty()) {
    print_error({"whose log it is was not named", "mutation catalogue check REPO --log FILE"});
    return kExitUsage;
  }
  const std::vector<Subject> subjects = subjects_of(*input, what);
  if (subjects.empty()) return kExitUsage;
  if (!what.log.empty()) return check_log(subjects.front(), what.log);
  return check_trainings(*input, subjects, options, *world);
}

}  // namespace mutation
