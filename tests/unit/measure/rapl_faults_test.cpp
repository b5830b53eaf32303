// What can go wrong with the files of powercap: the broken zone gives no value but a reason, the
// other goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "measure/rapl_source.h"
#include "unit/measure/tree.h"

namespace mutation {
namespace {

constexpr const char* kBroken = "/sys/class/powercap/intel-rapl:0";
constexpr const char* kSound = "/sys/class/powercap/intel-rapl:1";

void write_zone(const FileTree& tree, const std::string& folder, const std::string& name,
                const std::string& energy_uj) {
  tree.write(folder + "/name", name + "\n");
  tree.write(folder + "/energy_uj", energy_uj + "\n");
  tree.write(folder + "/max_energy_range_uj", "262143328850\n");
}

void fill(const FileTree& tree) {
  write_zone(tree, kBroken, "package-0", "1000000");
  write_zone(tree, kSound, "package-1", "4000000");
}

struct Content {
  const char* name;
  std::string energy_uj;
};

const std::vector<Content>& contents_that_are_no_energy() {
  static const std::vector<Content> contents = {
      {"empty", ""},
      {"blank", "   \n"},
      {"a_word", "garbage\n"},
      {"negative", "-5\n"},
      {"a_fraction", "12.5\n"},
      {"a_float", "1e9\n"},
      {"hexadecimal", "0x10\n"},
      {"two_numbers", "12 13\n"},
      {"a_number_and_a_word", "12uJ\n"},
      {"nan", "nan\n"},
      {"inf", "inf\n"},
      {"bytes", std::string("\xff\xfe\0\1", 4)},
      {"beyond_64_bits", "99999999999999999999999\n"},
      {"all_ones", "18446744073709551615\n"},
      {"beyond_its_range", "262143328851\n"},
      {"long", std::string(500, '9')},
  };
  return contents;
}

class RaplContents : public testing::TestWithParam<Content> {};

TEST_P(RaplContents, AreAFailureInTheMidst) {
  const FileTree tree;
  fill(tree);
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  tree.write(std::string(kBroken) + "/energy_uj", GetParam().energy_uj);
  tree.write(std::string(kSound) + "/energy_uj", "5000000\n");
  SampleBatch batch;
  (*source)->read(Rate::fast, batch);
  ASSERT_EQ(batch.readings.size(), 1u);
  EXPECT_EQ(batch.readings[0].channel, 1);
  EXPECT_DOUBLE_EQ(batch.readings[0].value, 5);
  ASSERT_EQ(batch.failures.size(), 1u);
  EXPECT_EQ(batch.failures[0].channel, 0);
  EXPECT_THAT(batch.failures[0].reason, testing::HasSubstr("intel-rapl:0/energy_uj"));
  tree.write(std::string(kBroken) + "/energy_uj", "7000000\n");
  batch = {};
  (*source)->read(Rate::fast, batch);
  EXPECT_EQ(batch.readings.size(), 2u);
}

TEST_P(RaplContents, AreAbsentFromTheStart) {
  const FileTree tree;
  fill(tree);
  tree.write(std::string(kBroken) + "/energy_uj", GetParam().energy_uj);
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  const Instrumentation& offered = (*source)->instrumentation();
  ASSERT_EQ(offered.channels.size(), 1u);
  EXPECT_EQ(offered.devices[0].id, "package-1");
  ASSERT_EQ(offered.absences.size(), 1u);
  EXPECT_EQ(offered.absences[0].what, "CPU energy (RAPL package-0)");
  EXPECT_NE(offered.absences[0].reason, "");
}

INSTANTIATE_TEST_SUITE_P(Of, RaplContents, testing::ValuesIn(contents_that_are_no_energy()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RaplFiles, ThatAreNotThereAreAbsent) {
  const FileTree tree;
  fill(tree);
  std::filesystem::remove(tree.path(std::string(kBroken) + "/energy_uj"));
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->instrumentation().channels.size(), 1u);
  EXPECT_EQ((*source)->instrumentation().absences.size(), 1u);
}

TEST(RaplFiles, ThatAreFoldersAreAbsent) {
  const FileTree tree;
  fill(tree);
  std::filesystem::remove(tree.path(std::string(kBroken) + "/energy_uj"));
  std::filesystem::create_directory(tree.path(std::string(kBroken) + "/energy_uj"));
  const auto source = RaplSource::open(tree.root());
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->instrumentation().channels.size(), 1u);
}

TEST(RaplFiles, ThatAreAllGoneAreAnError) {
  const FileTree tree;
  fill(tree);
  for (const char* const zone : {kBroken, kSound})
    std::filesystem::remove(tree.path(std::string(zone) + "/energy_uj"));
  EXPECT_FALSE(RaplSource::open(tree.root()).ok());
}

}  // namespace
}  // namespace mutation
