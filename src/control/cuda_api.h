// The part of the CUDA driver library that the control workload calls, declared here and looked up
// at run time. Knows names and numbers of its symbols. [CUDA Driver API reference]
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "os/shared_library.h"

namespace mutation {

using CudaResult = int;
using CudaDevice = int;
using CudaPointer = std::uint64_t;  // CUdeviceptr
using CudaContext = struct CudaOpaqueContext*;
using CudaModule = struct CudaOpaqueModule*;
using CudaFunction = struct CudaOpaqueFunction*;
using CudaStream = struct CudaOpaqueStream*;

inline constexpr CudaResult kCudaSuccess = 0;
inline constexpr int kCudaMultiprocessorCount = 16;  // CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT
// CU_CTX_SCHED_BLOCKING_SYNC: who waits for the GPU leaves the CPU to others.
inline constexpr unsigned kCudaBlockingSync = 4;

struct CudaApi {
  SharedLibrary library;
  CudaResult (*init)(unsigned flags) = nullptr;
  CudaResult (*device_count)(int* count) = nullptr;
  CudaResult (*device)(CudaDevice* device, int ordinal) = nullptr;
  CudaResult (*device_name)(char* name, int size, CudaDevice device) = nullptr;
  CudaResult (*device_attribute)(int* value, int attribute, CudaDevice device) = nullptr;
  CudaResult (*create_context)(CudaContext* context, unsigned flags, CudaDevice device) = nullptr;
  CudaResult (*set_context)(CudaContext context) = nullptr;
  CudaResult (*synchronize)() = nullptr;
  CudaResult (*load_module)(CudaModule* module, const void* image) = nullptr;
  CudaResult (*function)(CudaFunction* function, CudaModule module, const char* name) = nullptr;
  CudaResult (*allocate)(CudaPointer* pointer, size_t bytes) = nullptr;
  CudaResult (*copy_to_host)(void* to, CudaPointer from, size_t bytes) = nullptr;
  CudaResult (*launch)(CudaFunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                       unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared_bytes,
                       CudaStream stream, void** parameters, void** extra) = nullptr;
  CudaResult (*error_text)(CudaResult code, const char** text) = nullptr;
};

// "libcuda.so.1" by the usual search, or a path. An error names what is missing.
Result<CudaApi> open_cuda(const std::string& library);

}  // namespace mutation
