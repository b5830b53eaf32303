#include "keeper/life.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "keeper/messages.h"
#include "os/environment.h"
#include "os/file.h"
#include "os/namespaces.h"
#include "os/spawn.h"

namespace mutation {
namespace {

// Where memory runs out the training is to go, not what supervises it.
constexpr int kOomScoreAbove = 500;
constexpr int kHighestOomScore = 1000;

std::optional<int> oom_score_of_training() {
  const Result<std::string> text = read_file("/proc/self/oom_score_adj");
  if (!text) return std::nullopt;
  int own = 0;
  const std::string_view digits = trimmed(*text);
  std::from_chars(digits.data(), digits.data() + digits.size(), own);
  return std::min(own + kOomScoreAbove, kHighestOomScore);
}

std::vector<std::string> environment_of(const TreeSpec& spec) {
  Environment variables = spec.environment;
  variables.emplace_back("MUTATION_RUN_ID", spec.run_id);
  return with_variables(current_environment(), variables);
}

Result<Life> start_in_namespace(const SpawnOptions& options, int number, Population* population) {
  const Instant start = SystemClock().now();
  Result<NamespacedProcess> process = spawn_in_pid_namespace(options);
  if (!process) return process.error();
  population->add_init(process->init, std::move(process->init_pidfd));
  population->add(process->pid);
  return Life{
      .number = number, .pid = process->pid, .start = start, .end = std::move(process->end)};
}

Result<Life> start_plainly(SpawnOptions options, int number, TreeMethod* method,
                           Population* population) {
  if (in_cgroup(*method)) options.cgroup_fd = population->birthplace();
  if (*method == TreeMethod::freezer) options.cgroup_entry = CgroupEntry::entered;
  const Instant start = SystemClock().now();
  Result<Spawned> process = spawn(options);
  if (!process) return process.error();
  if (!process->in_cgroup) *method = TreeMethod::sweep;
  population->add(process->pid);
  return Life{.number = number, .pid = process->pid, .start = start, .end = {}};
}

// What a training's standard streams are: those given, or nothing to read and its log.
struct Streams {
  UniqueFd nothing;
  UniqueFd log;
  TreeStreams of_training;
};

Result<Streams> open_streams(const TreeSpec& spec, int number) {
  Streams streams;
  if (spec.streams) {
    streams.of_training = *spec.streams;
    return streams;
  }
  // O_APPEND: the processes of a tree often open the log once more, and must not overwrite.
  Result<UniqueFd> log = open_anew(log_of_life(spec, number));
  if (!log) return log.error();
  streams.log = std::move(*log);
  streams.nothing = UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!streams.nothing.valid()) return errno_error("open /dev/null", errno);
  streams.of_training = {streams.nothing.get(), streams.log.get(), streams.log.get()};
  return streams;
}

}  // namespace

std::string log_of_life(const TreeSpec& spec, int number) {
  std::string path = spec.log_file;
  const size_t place = spec.loop ? path.rfind("{}") : std::string::npos;
  return place == std::string::npos ? path : path.replace(place, 2, std::to_string(number));
}

Result<Life> start_life(const TreeSpec& spec, int number, TreeMethod* method,
                        Population* population) {
  const Result<Streams> streams = open_streams(spec, number);
  if (!streams) return streams.error();
  // A session of its own: "kill 0" in a script must not reach the keeper.
  const SpawnOptions options{.argv = spec.argv,
                             .environment = environment_of(spec),
                             .directory = spec.directory,
                             .fds = {{streams->of_training.input, STDIN_FILENO},
                                     {streams->of_training.output, STDOUT_FILENO},
                                     {streams->of_training.errors, STDERR_FILENO}},
                             .session = NewSession::yes,
                             .oom_score_adj = oom_score_of_training()};
  if (*method == TreeMethod::pid_namespace) {
    return start_in_namespace(options, number, population);
  }
  return start_plainly(options, number, method, population);
}

}  // namespace mutation
