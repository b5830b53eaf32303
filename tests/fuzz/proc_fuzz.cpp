// libFuzzer target: any bytes as texts of /proc, parted by bytes of value 0: a mountinfo, a cgroup
// file, and stat files one a line. Its corpus is corpus/proc/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "measure/cpu_load.h"
#include "os/cgroup_place.h"
#include "os/procfs.h"

namespace mutation {
namespace {

void check_cgroups(std::string_view mountinfo, std::string_view cgroup) {
  for (const CgroupKind kind : {CgroupKind::unified, CgroupKind::freezer}) {
    const Result<CgroupPlace> place = find_cgroup(mountinfo, cgroup, kind);
    if (place) MUTATION_CHECK(!place->path.empty() && place->kind == kind);
  }
}

std::vector<ProcessStat> processes_in(std::string_view text) {
  std::vector<ProcessStat> processes;
  for (const std::string& line : split(text, '\n')) {
    const std::optional<ProcessStat> process = parse_process_stat(line);
    if (!process) continue;
    MUTATION_CHECK(process->pid > 0);
    MUTATION_CHECK(std::isfinite(process->cpu_time.count()) && process->cpu_time >= Seconds(0));
    processes.push_back(*process);
  }
  return processes;
}

void check_processes(std::string_view before, std::string_view after) {
  const std::vector<ProcessStat> processes = processes_in(after);
  CpuLoad load(2);
  MUTATION_CHECK(load.update(processes_in(before), Seconds(1)) == 0);
  const double share = load.update(processes, Seconds(1));
  MUTATION_CHECK(share >= 0 && share <= 1);
  for (const ProcessStat& process : processes)
    MUTATION_CHECK(descendants_of(process.pid, processes).size() <= processes.size());
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  std::vector<std::string> texts = split({reinterpret_cast<const char*>(data), size}, '\0');
  texts.resize(4);
  check_cgroups(texts[0], texts[1]);
  check_processes(texts[2], texts[3]);
  return 0;
}
