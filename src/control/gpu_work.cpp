#include "control/gpu_work.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/text.h"

namespace mutation {
namespace {

constexpr unsigned kThreadsOfBlock = 256;
// Enough warps for every scheduler of every multiprocessor.
constexpr unsigned kBlocksOfMultiprocessor = 8;
// 16 multiply-adds each: with the threads above some ten milliseconds on a multiprocessor with 128
// lanes.
constexpr unsigned kRoundsOfLaunch = 1 << 16;
constexpr int kNameSize = 256;

}  // namespace

Status GpuWork::checked(CudaResult result, const std::string& what) const {
  if (result == kCudaSuccess) return {};
  const char* text = nullptr;
  (void)api_.error_text(result, &text);
  return Error{
      what + ": CUDA error " + std::to_string(result) + (text ? ": " : "") + (text ? text : ""),
      {}};
}

Result<GpuWork::Gpu> GpuWork::open_device(int ordinal) const {
  const std::string on = " on CUDA device " + std::to_string(ordinal);
  CudaDevice device = 0;
  if (Status s = checked(api_.device(&device, ordinal), "find" + on); !s) return s.error();
  Gpu gpu;
  std::string name(kNameSize, '\0');
  (void)api_.device_name(name.data(), kNameSize - 1, device);
  gpu.name = name.c_str();
  int multiprocessors = 0;
  if (Status s = checked(api_.device_attribute(&multiprocessors, kCudaMultiprocessorCount, device),
                         "count multiprocessors" + on);
      !s)
    return s.error();
  gpu.blocks = unsigned(std::max(1, multiprocessors)) * kBlocksOfMultiprocessor;
  if (Status s = checked(api_.create_context(&gpu.context, kCudaBlockingSync, device),
                         "make a context" + on);
      !s)
    return s.error();
  CudaModule module = nullptr;
  if (Status s = checked(api_.load_module(&module, kControlPtx), "load the kernel" + on); !s)
    return s.error();
  if (Status s =
          checked(api_.function(&gpu.kernel, module, kControlKernel), "find the kernel" + on);
      !s)
    return s.error();
  const size_t bytes = size_t(gpu.blocks) * kThreadsOfBlock * sizeof(float);
  if (Status s = checked(api_.allocate(&gpu.results, bytes), "allocate memory" + on); !s)
    return s.error();
  return gpu;
}

Result<GpuWork> GpuWork::open(const std::string& library) {
  Result<CudaApi> api = open_cuda(library);
  if (!api) return api.error();
  // Contexts live in it until the process ends.
  api->library.leave_loaded();
  GpuWork work(std::move(*api));
  if (Status s = work.checked(work.api_.init(0), "start CUDA"); !s) return s.error();
  int count = 0;
  if (Status s = work.checked(work.api_.device_count(&count), "count CUDA devices"); !s)
    return s.error();
  if (count == 0) return Error{"there is no CUDA device", {}};
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    Result<Gpu> gpu = work.open_device(ordinal);
    if (!gpu) return gpu.error();
    work.gpus_.push_back(std::move(*gpu));
  }
  return work;
}

std::string GpuWork::description() const {
  std::vector<std::string> names;
  for (const Gpu& gpu : gpus_) names.push_back(gpu.name);
  return joined(names, ", ");
}

Status GpuWork::launch_once() {
  for (Gpu& gpu : gpus_) {
    if (Status s = checked(api_.set_context(gpu.context), "use " + gpu.name); !s) return s;
    unsigned rounds = kRoundsOfLaunch;
    void* parameters[] = {&gpu.results, &rounds};
    if (Status s = checked(api_.launch(gpu.kernel, gpu.blocks, 1, 1, kThreadsOfBlock, 1, 1, 0,
                                       nullptr, parameters, nullptr),
                           "launch the kernel on " + gpu.name);
        !s)
      return s;
  }
  for (Gpu& gpu : gpus_) {
    if (Status s = checked(api_.set_context(gpu.context), "use " + gpu.name); !s) return s;
    if (Status s = checked(api_.synchronize(), "wait for " + gpu.name); !s) return s;
  }
  return {};
}

// Whether the kernel has run at all: every result is a positive number.
Status GpuWork::check_results() const {
  for (const Gpu& gpu : gpus_) {
    if (Status s = checked(api_.set_context(gpu.context), "use " + gpu.name); !s) return s;
    float first = 0;
    if (Status s = checked(api_.copy_to_host(&first, gpu.results, sizeof first),
                           "read the result from " + gpu.name);
        !s)
      return s;
    if (!(std::isfinite(first) && first > 0))
      return Error{"the kernel on " + gpu.name + " gave " + std::to_string(first) +
                       ", which is no result of it",
                   {}};
  }
  return {};
}

Status GpuWork::launch(std::uint64_t launches) {
  for (std::uint64_t at = 0; at < launches; ++at) {
    if (Status launched = launch_once(); !launched) return launched;
  }
  return check_results();
}

Result<double> GpuWork::launches_per_second(Seconds time) {
  using Steady = std::chrono::steady_clock;
  if (Status first = launch_once(); !first) return first.error();
  const auto start = Steady::now();
  Seconds took{0};
  double launches = 0;
  while (took < time) {
    if (Status launched = launch_once(); !launched) return launched.error();
    ++launches;
    took = Steady::now() - start;
  }
  if (Status right = check_results(); !right) return right.error();
  return launches / took.count();
}

}  // namespace mutation
