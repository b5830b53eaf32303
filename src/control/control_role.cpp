#include "control/control_role.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "control/cpu_work.h"
#include "control/gpu_work.h"

namespace mutation {
namespace {

constexpr int kFailure = 1;
constexpr int kUsage = 2;

struct Asked {
  std::uint64_t cpu_rounds = 0;
  std::uint64_t gpu_launches = 0;
  std::string cuda_library = kCudaLibrary;
  double trial_seconds = 0;  // 0: no trial
  bool gpu = false;          // in a trial
};

bool read_arguments(int argc, char** argv, Asked& asked) {
  for (int at = 2; at + 1 < argc; at += 2) {
    const std::string_view name = argv[at];
    const char* const value = argv[at + 1];
    if (name == "--cpu-rounds") {
      asked.cpu_rounds = std::strtoull(value, nullptr, 10);
    } else if (name == "--gpu-launches") {
      asked.gpu_launches = std::strtoull(value, nullptr, 10);
    } else if (name == "--cuda-library") {
      asked.cuda_library = value;
    } else if (name == "--trial-seconds") {
      asked.trial_seconds = std::strtod(value, nullptr);
    } else if (name == "--trial-gpu") {
      asked.gpu = std::string_view(value) == "yes";
    } else {
      return false;
    }
  }
  return argc % 2 == 0;
}

int fail(const Error& error) {
  std::fprintf(stderr, "mutation %s: %s\n", kControlRole, error.message.c_str());
  return kFailure;
}

void say(const std::string& line) {
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

int try_out(const Asked& asked) {
  const Seconds time{asked.trial_seconds};
  say(fmt::format("cpu_rounds_per_second {:.0f}", cpu_rounds_per_second(time)));
  if (!asked.gpu) return 0;
  Result<GpuWork> gpu = GpuWork::open(asked.cuda_library);
  if (!gpu) return fail(gpu.error());
  const Result<double> rate = gpu->launches_per_second(time);
  if (!rate) return fail(rate.error());
  say(fmt::format("gpu_launches_per_second {:.6g}", *rate));
  return 0;
}

// The GPU's work goes on beside the CPU's.
int work(const Asked& asked) {
  Status gpu_done;
  std::thread beside;
  if (asked.gpu_launches > 0) {
    Result<GpuWork> gpu = GpuWork::open(asked.cuda_library);
    if (!gpu) return fail(gpu.error());
    say("Control GPU: " + gpu->description());
    beside = std::thread([&gpu_done, &asked, gpu = std::move(*gpu)]() mutable {
      gpu_done = gpu.launch(asked.gpu_launches);
    });
  }
  say(fmt::format("Control CPU: {} rounds on each of {} CPUs", asked.cpu_rounds, allowed_cpus()));
  const std::uint64_t checksum = do_cpu_work(asked.cpu_rounds);
  if (beside.joinable()) beside.join();
  if (!gpu_done) return fail(gpu_done.error());
  say(fmt::format("Control checksum: {}", checksum));
  say(kControlDone);
  return 0;
}

}  // namespace

int control_main(int argc, char** argv) {
  Asked asked;
  if (!read_arguments(argc, argv, asked)) {
    std::fprintf(stderr, "mutation %s is started by `mutation calibrate`, never by hand\n",
                 kControlRole);
    return kUsage;
  }
  return asked.trial_seconds > 0 ? try_out(asked) : work(asked);
}

}  // namespace mutation
