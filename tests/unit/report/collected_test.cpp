// Who reads a session whose runs were collected from several nodes has each run with the machine
// that measured it, once.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "compare/comparison.h"
#include "dataset/read_runs.h"
#include "dataset/sources.h"
#include "record/json.h"
#include "record/merge_session.h"
#include "report/overview.h"
#include "report/run_page.h"
#include "unit/cluster/submitted.h"

namespace mutation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class CollectedSession : public testing::Test {
 protected:
  void SetUp() override {
    submitted_.first_claim(1, "node-a", done({1, 2}));
    submitted_.first_claim(2, "node-b", done({3, 4}));
    auto merger = SessionMerger::open(submitted_.directory());
    ASSERT_TRUE(merger.ok());
    ASSERT_TRUE(merger->merge({1, 1, "blocks/00001/claim_1"}, at(0).utc).ok());
    ASSERT_TRUE(merger->merge({2, 1, "blocks/00002/claim_1"}, at(0).utc).ok());
    ASSERT_TRUE(merger->finish().ok());
  }
  static Submitted::Work done(const std::vector<int>& indices) {
    return [indices](SessionStore& store) {
      for (const int index : indices)
        record_run(store, planned_of(index), "id-" + std::to_string(index), 100 * index);
    };
  }
  Json overview() const {
    const auto text = overview_json({submitted_.directory()}, {});
    EXPECT_TRUE(text.ok());
    return Json::parse(text.value());
  }

  Submitted submitted_;
};

TEST_F(CollectedSession, IsReadOnceWithTheHostAndDeviceOfEachRun) {
  const std::string results = std::filesystem::path(submitted_.directory()).parent_path();
  ASSERT_THAT(sessions_in(results), SizeIs(1));
  for (const std::string& path : {results, submitted_.directory()}) {
    const auto read = read_runs(path, nullptr);
    ASSERT_TRUE(read.ok());
    EXPECT_THAT(read->notes, SizeIs(0));
    ASSERT_THAT(read->runs, SizeIs(4));
    EXPECT_EQ(read->runs[1].host, "node-a");
    EXPECT_EQ(read->runs[1].device, "GPU-node-a");
    EXPECT_EQ(read->runs[2].host, "node-b");
    EXPECT_EQ(read->runs[2].device, "GPU-node-b");
    EXPECT_TRUE(exists(read->runs[2].directory + "/energy"));
  }
}

TEST_F(CollectedSession, HasPartsThatAreReadByThemselves) {
  const auto read = read_runs(submitted_.claim(2, 1), nullptr);
  ASSERT_TRUE(read.ok());
  ASSERT_THAT(read->runs, SizeIs(2));
  EXPECT_EQ(read->runs[0].device, "GPU-node-b");
}

TEST_F(CollectedSession, TellsOfItsNodes) {
  const Json session = overview()["sessions"].at(0);
  ASSERT_THAT(session["nodes"], SizeIs(2));
  EXPECT_EQ(session["nodes"].at(1).dump(),
            R"x({"host":"node-b","device":"GPU-node-b","label":"GPU model of node-b (GPU 0)",)x"
            R"x("driver":"0","simulated":true,"runs":2})x");
  std::vector<std::string> devices;
  for (const Json& device : session["devices"]) devices.push_back(device["id"]);
  EXPECT_THAT(devices, ElementsAre("GPU-node-a", "package-0", "GPU-node-b"));
  EXPECT_EQ(session["host"], "login");
  EXPECT_EQ(session["state"], "ended");
}

TEST_F(CollectedSession, HasConfigurationsApartByDeviceAndSaysSo) {
  const Json analysis = overview()["analysis"]["all"];
  EXPECT_THAT(analysis["notes"], Contains(Json("figures of different devices and hosts are never "
                                               "taken together")));
  std::string notes = analysis["notes"].dump();
  EXPECT_THAT(notes, HasSubstr("configuration 1"));
  EXPECT_THAT(notes, HasSubstr("ran on 2 GPUs: GPU-node-a (simulated) on node-a, GPU-node-b "
                               "(simulated) on node-b; its runs are compared within each"));
  for (const Json& configuration : analysis["configurations"])
    EXPECT_THAT(configuration["runs"], SizeIs(1)) << configuration.dump();
}

TEST_F(CollectedSession, IsComparedWithinEachDevice) {
  auto read = read_runs(submitted_.directory(), nullptr);
  RunGroup a, b;
  for (RecordedRun& run : read->runs) {
    // Both sides alike in all but their configuration.
    run.parallel = false;
    run.background.reset();
    run.model = "one";
    (run.configuration == 1 ? a : b).push_back(&run);
  }
  const auto comparisons = compare_sides(a, "a", b, "b", "duration", {});
  ASSERT_THAT(comparisons, SizeIs(2));
  EXPECT_EQ(comparisons[0].device, "GPU-node-a");
  EXPECT_EQ(comparisons[1].device, "GPU-node-b");
}

TEST_F(CollectedSession, HasPagesOfItsRunsWithTheirMachines) {
  for (const auto& [run_id, node] : {std::pair("id-1", "node-a"), std::pair("id-4", "node-b")}) {
    const auto page = run_page_json(submitted_.directory(), run_id);
    ASSERT_TRUE(page.ok()) << to_text(page.error());
    const Json json = Json::parse(*page);
    EXPECT_EQ(json["host"], node);
    EXPECT_EQ(json["devices"].at(0)["uuid"], std::string("GPU-") + node);
  }
}

}  // namespace
}  // namespace mutation
