// Everything that can go wrong with NVML, one row a fault: what the fault touches gives no value
// but a reason, and all the rest gives exactly its values.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/measure/fake_nvml.h"
#include "unit/measure/library_without.h"
#include "unit/measure/nvml_fault_rows.h"

namespace mutation {
namespace {

using namespace nvml_faults;

// What came of one channel: values and reasons of failures.
struct Brought {
  std::vector<double> values;
  std::vector<std::string> reasons;
};

class SourceFaults : public testing::TestWithParam<Fault> {
 protected:
  void read(PowerSource& source) {
    batch_ = {};
    for (const Rate rate : {Rate::fast, Rate::slow, Rate::processes}) source.read(rate, batch_);
  }

  Brought brought(const PowerSource& source, int device, Quantity quantity) const {
    const std::optional<int> channel = channel_of(source, device, quantity);
    if (!channel) return {{}, {absence_of(source, device, quantity)}};
    Brought found;
    for (const Reading& reading : batch_.readings) {
      if (reading.channel == *channel) found.values.push_back(reading.value);
    }
    for (const ReadFailure& failure : batch_.failures) {
      if (failure.channel == *channel) found.reasons.push_back(failure.reason);
    }
    return found;
  }

  static std::string absence_of(const PowerSource& source, int device, Quantity quantity) {
    std::string words = to_text(quantity);
    std::ranges::replace(words, '_', ' ');
    const std::string& id = source.instrumentation().devices[static_cast<size_t>(device)].id;
    return absence(source, "GPU " + words + " of " + id);
  }

  const ComputeProcesses* processes_of(int device) const {
    for (const ComputeProcesses& list : batch_.processes) {
      if (list.device == device) return &list;
    }
    return nullptr;
  }

  void expect_quantities(const PowerSource& source, int device, const Quantities& touched) const {
    for (const auto& [quantity, value] : values_at_10_seconds()) {
      const Brought found = brought(source, device, quantity);
      const std::string what = fmt::format("{} of device {}", to_text(quantity), device);
      if (!touched.contains(quantity)) {
        EXPECT_THAT(found.values, testing::ElementsAre(value)) << what;
        EXPECT_THAT(found.reasons, testing::IsEmpty()) << what;
      } else {
        EXPECT_THAT(found.values, testing::IsEmpty()) << what;
        EXPECT_THAT(found.reasons,
                    testing::ElementsAre(testing::Not(testing::AnyOf("", "not absent"))))
            << what;
      }
    }
  }

  void expect_processes(int device, bool listed, bool shares) const {
    const ComputeProcesses* const list = processes_of(device);
    ASSERT_EQ(list != nullptr, listed) << "device " << device;
    if (!list) return;
    ASSERT_EQ(list->processes.size(), 2u);
    EXPECT_EQ(list->processes[1].memory_bytes, 200u << 20);
    EXPECT_EQ(list->processes[1].utilization_percent,
              shares ? std::optional<double>(20) : std::nullopt);
  }

  SampleBatch batch_;
};

TEST_P(SourceFaults, TouchNothingElseAndGiveNoValue) {
  const Fault& fault = GetParam();
  const FakeNvml fake(kScript + fault.changes);
  const FileTree place;
  const auto opened =
      fake.open(fault.no_symbols.empty() ? FAKE_NVML : library_without(place, fault.no_symbols));
  ASSERT_TRUE(opened.ok()) << to_text(opened.error());
  PowerSource& source = **opened;
  ASSERT_EQ(source.instrumentation().devices.size(), 2u);
  fake.set_time(kDuring);
  read(source);
  Quantities touched = fault.touched;
  touched.insert(fault.touched_everywhere.begin(), fault.touched_everywhere.end());
  expect_quantities(source, 0, touched);
  expect_quantities(source, 1, fault.touched_everywhere);
  const bool everywhere = !fault.touched_everywhere.empty() || !fault.no_symbols.empty();
  expect_processes(0, fault.lists_processes, fault.tells_shares);
  expect_processes(1, fault.lists_processes || !everywhere, fault.tells_shares || !everywhere);
  if (!fault.back_at_the_end) return;
  fake.set_time(kAfter);
  read(source);
  for (const auto& [quantity, value] : values_at_10_seconds()) {
    EXPECT_THAT(brought(source, 0, quantity).values,
                testing::ElementsAre(quantity == energy ? 3000 : value))
        << to_text(quantity);
  }
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
  std::string name = fmt::format("{:03}_{}", info.index, info.param.name);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Nvml, SourceFaults, testing::ValuesIn(all_faults()), name_of);

TEST(SourceFaultsTable, HasAHundredRows) {
  EXPECT_GE(all_faults().size(), 100u);
}

}  // namespace
}  // namespace mutation
