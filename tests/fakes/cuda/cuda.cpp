// A CUDA driver library that does nothing: what the control workload calls, in the right order or
// with an error. FAKE_CUDA_LOG: a file that each call is written to. FAKE_CUDA_FAIL: the name of a
// call that fails. FAKE_CUDA_DEVICES: how many devices there are (1).
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace {

constexpr int kNotInitialized = 3;
constexpr int kInvalidImage = 200;
constexpr int kInvalidContext = 201;
constexpr int kLaunchFailed = 719;

bool initialized = false;
bool has_context = false;
bool launched = false;

int done(const char* call, const std::string& with = {}) {
  if (const char* const path = std::getenv("FAKE_CUDA_LOG")) {
    if (std::FILE* const file = std::fopen(path, "a")) {
      std::fprintf(file, "%s%s%s\n", call, with.empty() ? "" : " ", with.c_str());
      std::fclose(file);
    }
  }
  const char* const failing = std::getenv("FAKE_CUDA_FAIL");
  return failing && std::strcmp(failing, call) == 0 ? kLaunchFailed : 0;
}

int devices() {
  const char* const asked = std::getenv("FAKE_CUDA_DEVICES");
  return asked ? std::atoi(asked) : 1;
}

}  // namespace

extern "C" {

int cuInit(unsigned) {
  initialized = true;
  return done("cuInit");
}

int cuDeviceGetCount(int* count) {
  if (!initialized) return kNotInitialized;
  *count = devices();
  return done("cuDeviceGetCount");
}

int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return done("cuDeviceGet", std::to_string(ordinal));
}

int cuDeviceGetName(char* name, int size, int device) {
  std::snprintf(name, size_t(size), "Fake GPU %d", device);
  return done("cuDeviceGetName");
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
  *value = 3;
  return done("cuDeviceGetAttribute", std::to_string(attribute));
}

int cuCtxCreate_v2(void** context, unsigned flags, int device) {
  *context = reinterpret_cast<void*>(uintptr_t(device) + 1);
  has_context = true;
  return done("cuCtxCreate", std::to_string(flags));
}

int cuCtxSetCurrent(void* context) {
  return context ? done("cuCtxSetCurrent") : kInvalidContext;
}

int cuCtxSynchronize() {
  return done("cuCtxSynchronize");
}

int cuModuleLoadData(void** module, const void* image) {
  if (!has_context) return kInvalidContext;
  const bool right = std::strstr(static_cast<const char*>(image), ".entry control(") != nullptr;
  *module = reinterpret_cast<void*>(1);
  return right ? done("cuModuleLoadData") : kInvalidImage;
}

int cuModuleGetFunction(void** function, void*, const char* name) {
  *function = reinterpret_cast<void*>(1);
  return done("cuModuleGetFunction", name);
}

int cuMemAlloc_v2(std::uint64_t* pointer, size_t bytes) {
  *pointer = 4096;
  return done("cuMemAlloc", std::to_string(bytes));
}

int cuMemcpyDtoH_v2(void* to, std::uint64_t, size_t) {
  const float result = launched ? 4 : 0;
  std::memcpy(to, &result, sizeof result);
  return done("cuMemcpyDtoH");
}

int cuLaunchKernel(void*, unsigned grid_x, unsigned, unsigned, unsigned block_x, unsigned, unsigned,
                   unsigned, void*, void** parameters, void**) {
  launched = true;
  const timespec time{0, 2'000'000};
  nanosleep(&time, nullptr);
  const unsigned rounds = *static_cast<unsigned*>(parameters[1]);
  return done("cuLaunchKernel", std::to_string(grid_x) + "x" + std::to_string(block_x) + " " +
                                    std::to_string(rounds));
}

int cuGetErrorString(int code, const char** text) {
  *text = code == kLaunchFailed ? "unspecified launch failure" : "some error";
  return 0;
}

}  // extern "C"
