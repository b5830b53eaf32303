// A fixed amount of arithmetic on every CUDA device that this process sees, through the driver
// library alone: the kernel is PTX, which the driver compiles for the GPU there is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "control/cuda_api.h"

namespace mutation {

inline constexpr const char* kCudaLibrary = "libcuda.so.1";

// The kernel's text; its function is called kControlKernel.
extern const char* const kControlPtx;
inline constexpr const char* kControlKernel = "control";

// The devices' contexts stay until the process ends.
class GpuWork {
 public:
  // An error says which call failed, on which device.
  static Result<GpuWork> open(const std::string& library);

  // Names of the devices.
  std::string description() const;
  // So many launches on each device, one at a time, each some ten milliseconds long. Any one
  // thread.
  Status launch(std::uint64_t launches);
  // Found in about this time, behind one launch that does not count.
  Result<double> launches_per_second(Seconds time);

 private:
  struct Gpu {
    std::string name;
    CudaContext context = nullptr;
    CudaFunction kernel = nullptr;
    CudaPointer results = 0;
    unsigned blocks = 0;
  };

  explicit GpuWork(CudaApi api) : api_(std::move(api)) {}
  Status checked(CudaResult result, const std::string& what) const;
  Result<Gpu> open_device(int ordinal) const;
  Status launch_once();
  Status check_results() const;

  CudaApi api_;
  std::vector<Gpu> gpus_;
};

}  // namespace mutation
