#include "control/cuda_api.h"

#include <utility>

namespace mutation {
namespace {

template <typename Function>
void look_up(const CudaApi& api, const char* symbol, Function*& function, std::string& missing) {
  function = api.library.find<Function>(symbol);
  if (!function) missing += (missing.empty() ? "" : ", ") + std::string(symbol);
}

}  // namespace

Result<CudaApi> open_cuda(const std::string& library) {
  Result<SharedLibrary> opened = SharedLibrary::open(library);
  if (!opened) return opened.error();
  CudaApi api{.library = std::move(*opened)};
  std::string missing;
  look_up(api, "cuInit", api.init, missing);
  look_up(api, "cuDeviceGetCount", api.device_count, missing);
  look_up(api, "cuDeviceGet", api.device, missing);
  look_up(api, "cuDeviceGetName", api.device_name, missing);
  look_up(api, "cuDeviceGetAttribute", api.device_attribute, missing);
  look_up(api, "cuCtxCreate_v2", api.create_context, missing);
  look_up(api, "cuCtxSetCurrent", api.set_context, missing);
  look_up(api, "cuCtxSynchronize", api.synchronize, missing);
  look_up(api, "cuModuleLoadData", api.load_module, missing);
  look_up(api, "cuModuleGetFunction", api.function, missing);
  look_up(api, "cuMemAlloc_v2", api.allocate, missing);
  look_up(api, "cuMemcpyDtoH_v2", api.copy_to_host, missing);
  look_up(api, "cuLaunchKernel", api.launch, missing);
  look_up(api, "cuGetErrorString", api.error_text, missing);
  if (missing.empty()) return api;
  return Error{
      library + " is no CUDA driver library that the control workload can use: it lacks " + missing,
      "install NVIDIA's driver, version 450 or newer"};
}

}  // namespace mutation
