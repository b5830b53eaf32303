// The control workload: the same work every time, on the CPUs and through CUDA's driver library.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "control/cpu_work.h"
#include "control/gpu_work.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(CpuWork, GivesTheSameForTheSameAmountAndAnotherForMore) {
  EXPECT_EQ(do_cpu_work(20), do_cpu_work(20));
  EXPECT_NE(do_cpu_work(20), do_cpu_work(21));
  EXPECT_GE(allowed_cpus(), 1);
}

TEST(CpuWork, ItsRateIsFoundInAShortTime) {
  EXPECT_GE(cpu_rounds_per_second(Seconds(0.001)), 1);
}

class FakeCuda : public testing::Test {
 protected:
  FakeCuda() {
    log_ = (std::filesystem::temp_directory_path() / ("fake_cuda_" + std::to_string(getpid())))
               .string();
    std::filesystem::remove(log_);
    setenv("FAKE_CUDA_LOG", log_.c_str(), 1);
  }
  ~FakeCuda() override {
    for (const char* name : {"FAKE_CUDA_LOG", "FAKE_CUDA_FAIL", "FAKE_CUDA_DEVICES"})
      unsetenv(name);
    std::filesystem::remove(log_);
  }

  std::vector<std::string> calls() const {
    std::vector<std::string> lines;
    std::ifstream file(log_);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  std::string log_;
};

TEST_F(FakeCuda, LaunchesTheKernelSoOften) {
  Result<GpuWork> work = GpuWork::open(FAKE_CUDA);
  ASSERT_TRUE(work.ok()) << work.error().message;
  EXPECT_EQ(work->description(), "Fake GPU 0");
  ASSERT_TRUE(work->launch(2).ok());
  EXPECT_THAT(calls(),
              ElementsAre("cuInit", "cuDeviceGetCount", "cuDeviceGet 0", "cuDeviceGetName",
                          "cuDeviceGetAttribute 16", "cuCtxCreate 4", "cuModuleLoadData",
                          "cuModuleGetFunction control", "cuMemAlloc 24576", "cuCtxSetCurrent",
                          "cuLaunchKernel 24x256 65536", "cuCtxSetCurrent", "cuCtxSynchronize",
                          "cuCtxSetCurrent", "cuLaunchKernel 24x256 65536", "cuCtxSetCurrent",
                          "cuCtxSynchronize", "cuCtxSetCurrent", "cuMemcpyDtoH"));
}

TEST_F(FakeCuda, WorksOnEveryDeviceThatItSees) {
  setenv("FAKE_CUDA_DEVICES", "2", 1);
  Result<GpuWork> work = GpuWork::open(FAKE_CUDA);
  ASSERT_TRUE(work.ok());
  EXPECT_EQ(work->description(), "Fake GPU 0, Fake GPU 1");
  ASSERT_TRUE(work->launch(3).ok());
  const auto all = calls();
  EXPECT_EQ(std::ranges::count_if(
                all, [](const std::string& call) { return call.starts_with("cuLaunchKernel"); }),
            6);
  const Result<double> rate = work->launches_per_second(Seconds(0.01));
  ASSERT_TRUE(rate.ok());
  EXPECT_GT(*rate, 0);
}

TEST_F(FakeCuda, SaysWhichCallFailed) {
  setenv("FAKE_CUDA_FAIL", "cuLaunchKernel", 1);
  Result<GpuWork> work = GpuWork::open(FAKE_CUDA);
  ASSERT_TRUE(work.ok());
  EXPECT_EQ(work->launch(1).error().message,
            "launch the kernel on Fake GPU 0: CUDA error 719: unspecified launch failure");
  setenv("FAKE_CUDA_FAIL", "cuCtxCreate", 1);
  EXPECT_THAT(GpuWork::open(FAKE_CUDA).error().message,
              StartsWith("make a context on CUDA device 0"));
  setenv("FAKE_CUDA_DEVICES", "0", 1);
  unsetenv("FAKE_CUDA_FAIL");
  EXPECT_EQ(GpuWork::open(FAKE_CUDA).error().message, "there is no CUDA device");
}

TEST_F(FakeCuda, ALibraryThatIsNoneIsAnError) {
  EXPECT_FALSE(GpuWork::open("/nonexistent/libcuda.so.1").ok());
  EXPECT_THAT(GpuWork::open("libm.so.6").error().message,
              HasSubstr("it lacks cuInit, cuDeviceGetCount"));
}

}  // namespace
}  // namespace mutation
