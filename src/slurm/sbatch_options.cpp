#include "slurm/sbatch_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace mutation {
namespace {

struct OwnOption {
  std::string_view name;
  char letter;  // 0: none
  std::string_view instead;
};

constexpr std::string_view kLeave = "leave it away";
constexpr std::string_view kParallel = "--max-parallel N lets so many tasks run at a time";
constexpr std::string_view kCluster = "submit on a machine of that cluster, or with its SLURM_CONF";
constexpr std::string_view kNode = "a task has one node; leave it away";
constexpr std::string_view kDevices =
    "say which devices a task gets with this program's own --gres, before the --";
constexpr std::string_view kWhole =
    "a task has its node for itself, and with this program's own --shared-nodes it has not";
constexpr std::string_view kTime = "use this program's own --time, before the --";
constexpr std::string_view kFolder = "choose where sessions lie with --results";
constexpr std::string_view kRequeue =
    "a task that is preempted or near its time limit goes on in a further start; leave it away";
constexpr std::string_view kAnswers = "it submits nothing, or not the script; leave it away";
constexpr std::string_view kUser = "submit as that user";

// With the names of older and newer versions. [sbatch(1)]
constexpr std::array<OwnOption, 42> kOwn = {{
    {"array", 'a', kParallel},
    {"chdir", 'D', kFolder},
    {"cluster-constraint", 0, kCluster},
    {"clusters", 'M', kCluster},
    {"exclusive", 0, kWhole},
    {"gid", 0, kUser},
    {"gpus", 'G', kDevices},
    {"gpus-per-node", 0, kDevices},
    {"gpus-per-socket", 0, kDevices},
    {"gpus-per-task", 0, kDevices},
    {"gres", 0, kDevices},
    {"help", 'h', kAnswers},
    {"job-name", 'J', "tasks are found again by the name of their job; leave it away"},
    {"no-requeue", 0, kRequeue},
    {"nodes", 'N', kNode},
    {"ntasks", 'n', kNode},
    {"ntasks-per-core", 0, kNode},
    {"ntasks-per-gpu", 0, kNode},
    {"ntasks-per-node", 0, kNode},
    {"ntasks-per-socket", 0, kNode},
    {"ntasks-per-tres", 0, kNode},
    {"open-mode", 0, kLeave},
    {"output", 'o', kFolder},
    {"overcommit", 'O', kNode},
    {"oversubscribe", 's', kWhole},
    {"parsable", 0, kLeave},
    {"partition", 'p', "use this program's own --partition, before the --"},
    {"requeue", 0, kRequeue},
    {"share", 0, kWhole},
    {"signal", 0, "say how long ahead of its time limit a task is told with --warning-seconds"},
    {"test-only", 0, "--dry-run, before the --, checks and prints the scripts"},
    {"time", 't', kTime},
    {"time-min", 0, kTime},
    {"tres-per-job", 0, kDevices},
    {"tres-per-node", 0, kDevices},
    {"tres-per-task", 0, kDevices},
    {"uid", 0, kUser},
    {"usage", 'u', kAnswers},
    {"version", 'V', kAnswers},
    {"wait", 'W', "`mutation status` says how far the blocks are"},
    {"workdir", 0, kFolder},
    {"wrap", 0, kAnswers},
}};

// Of "--name=value": any of ours that it is or may stand for. No option of sbatch's is the
// beginning of one of these, so that nobody else's is refused but where sbatch would not know which
// it is.
const OwnOption* own_by_name(std::string_view word) {
  const std::string_view name = word.substr(2, word.find('=') - 2);
  const auto exact = std::ranges::find(kOwn, name, &OwnOption::name);
  if (exact != kOwn.end()) return exact;
  const auto found =
      std::ranges::find_if(kOwn, [&](const OwnOption& own) { return own.name.starts_with(name); });
  return found == kOwn.end() ? nullptr : found;
}

// Of "-Hpgpu": letters without a value may stand before others.
const OwnOption* own_by_letter(std::string_view word) {
  constexpr std::string_view kWithoutValue = "HQv";
  for (const char letter : word.substr(1)) {
    const auto found = std::ranges::find(kOwn, letter, &OwnOption::letter);
    if (found != kOwn.end()) return found;
    if (kWithoutValue.find(letter) == std::string_view::npos) break;
  }
  return nullptr;
}

}  // namespace

std::vector<Error> option_errors(const std::vector<std::string>& words) {
  std::vector<Error> errors;
  for (const std::string& word : words) {
    if (!word.starts_with('-') || word == "-" || word == "--") {
      errors.push_back(
          {fmt::format("\"{}\" is no option of sbatch: it would be taken for the script", word),
           "write an option and its value as one word: --account=NAME"});
      continue;
    }
    const bool is_long = word.starts_with("--");
    const OwnOption* const own = is_long ? own_by_name(word) : own_by_letter(word);
    if (!own) continue;
    const std::string_view written = std::string_view(word).substr(0, word.find('='));
    const bool is_plain = written.substr(std::min<std::size_t>(2, written.size())) == own->name;
    errors.push_back({fmt::format("sbatch's option {}{} is this program's own here", written,
                                  is_plain ? "" : fmt::format(" (--{})", own->name)),
                      std::string(own->instead)});
  }
  return errors;
}

}  // namespace mutation
