// The power goes at any moment of a session: what was synced is there, and of the rest a random
// part. The session then goes on, has each planned run exactly once, and nothing is lost that was
// reported as recorded.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "base/text.h"
#include "record/session_index.h"
#include "unit/power_loss/after_power_loss.h"
#include "unit/power_loss/disk_image.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::IsEmpty;

// Of the moments to be tried; sanitizers make them slow.
double share() {
  const char* const text = getenv("MUTATION_POWER_LOSS_SHARE");
  return text ? strtod(text, nullptr) : 1;
}

// A session that was recorded, with a resumption.
struct Recorded {
  std::string name;  // of its folder
  std::vector<RecordedOperation> operations;
  std::vector<Milestone> milestones;
  size_t first = 0;  // operations of what was there before
};

Recorded record_session(int runs) {
  const TemporaryFolder results;
  const FileRecorder recorder(results.path());
  Story story(runs, &recorder);
  const std::string directory = story.begin(results.path());
  const Status gone_on = story.go_on(directory);
  EXPECT_TRUE(gone_on.ok()) << (gone_on ? "" : to_text(gone_on.error()));
  return {std::filesystem::path(directory).filename(), recorder.operations(), story.milestones(),
          recorder.before()};
}

std::span<const Milestone> reached_after(const Recorded& recorded, size_t operations) {
  const auto end = std::ranges::find_if(recorded.milestones, [&](const Milestone& milestone) {
    return milestone.operations > operations;
  });
  return {recorded.milestones.begin(), end};
}

// Gives everything that is wrong once the session in the image has gone on.
std::vector<std::string> faults_after(const DiskImage& image, const Recorded& recorded, int runs,
                                      std::span<const Milestone> reached) {
  const TemporaryFolder results;
  put_image(image, results.path());
  if (!earlier_sessions(results.path()).ok()) return {"the results folder cannot be read"};
  const std::string directory = results / recorded.name;
  Story story(runs, nullptr);
  if (const Status gone_on = story.go_on(directory); !gone_on) {
    // Before it has begun it is begun anew.
    if (reached.empty()) return {};
    return {"it does not go on: " + to_text(gone_on.error())};
  }
  return faults_of(directory, runs, reached);
}

// Tries the loss after `operations`. The seed makes the same image again.
void expect_no_loss(const Recorded& recorded, int runs, size_t operations, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const DiskImage image = image_after(std::span(recorded.operations).first(operations), random);
  const auto faults = faults_after(image, recorded, runs, reached_after(recorded, operations));
  EXPECT_THAT(faults, IsEmpty()) << "power lost after operation " << operations << " of "
                                 << recorded.operations.size() << ", seed " << seed;
}

// How many of `losses` at random moments leave something wrong when `what` had never been done.
int faults_without(FileOperation what, int losses) {
  Recorded recorded = record_session(4);
  // Leaves the numbers of operations as they are.
  for (RecordedOperation& operation : recorded.operations) {
    if (operation.what == what) operation = {.what = FileOperation::write, .node = -1};
  }
  std::mt19937_64 random(4);
  int faults = 0;
  for (int i = 0; i < losses; ++i) {
    const size_t operations = random() % (recorded.operations.size() + 1);
    const DiskImage image = image_after(std::span(recorded.operations).first(operations), random);
    if (!faults_after(image, recorded, 4, reached_after(recorded, operations)).empty()) ++faults;
  }
  return faults;
}

// SQLite's memory that is shared by means of a file is no part of it.
DiskImage without_shared_memory(DiskImage image) {
  std::erase_if(image.files, [](const auto& file) { return file.first.ends_with("-shm"); });
  std::ranges::sort(image.folders);
  return image;
}

TEST(PowerLoss, IsOfARecordingThatLacksNothing) {
  const TemporaryFolder results;
  const FileRecorder recorder(results.path());
  Story story(4, &recorder);
  ASSERT_TRUE(story.go_on(story.begin(results.path())).ok());
  const DiskImage recorded = without_shared_memory(image_of_all(recorder.operations()));
  const DiskImage real = without_shared_memory(image_of(results.path()));
  EXPECT_EQ(recorded.folders, real.folders);
  ASSERT_EQ(recorded.files.size(), real.files.size());
  for (const auto& [path, content] : real.files)
    EXPECT_TRUE(recorded.files.at(path) == content) << path;
}

TEST(PowerLoss, WouldLoseWhatIsNotSynced) {
  const NoSyncs quick;
  EXPECT_GT(faults_without(FileOperation::sync_file, 30), 5);
  EXPECT_GT(faults_without(FileOperation::sync_folder, 30), 5);
}

TEST(PowerLoss, AtAnyMomentLosesNothingThatWasRecorded) {
  const NoSyncs quick;
  const Recorded recorded = record_session(4);
  std::mt19937_64 choice(1);
  for (size_t operations = 0; operations <= recorded.operations.size(); ++operations) {
    for (std::uint64_t image = 0; image < 1 + operations % 2; ++image) {
      if (std::uniform_real_distribution<double>(0, 1)(choice) >= share()) continue;
      expect_no_loss(recorded, 4, operations, operations * 1000 + image);
    }
  }
}

TEST(PowerLoss, OfALongerSessionLosesNothingEither) {
  const NoSyncs quick;
  const Recorded recorded = record_session(25);
  std::mt19937_64 choice(2);
  for (int i = 0; i < 40 * share(); ++i)
    expect_no_loss(recorded, 25, choice() % (recorded.operations.size() + 1), choice());
}

// The session goes on after a loss of power, and the power goes again meanwhile.
void expect_no_loss_again(const Recorded& recorded, size_t operations, std::mt19937_64& random) {
  const TemporaryFolder results;
  put_image(image_after(std::span(recorded.operations).first(operations), random), results.path());
  const auto reached = reached_after(recorded, operations);
  const FileRecorder recorder(results.path());
  Story story(4, &recorder);
  if (!story.go_on(results / recorded.name) && reached.empty()) return;
  Recorded again{recorded.name, recorder.operations(), story.milestones(), recorder.before()};
  for (Milestone& milestone : again.milestones)
    MUTATION_CHECK(milestone.operations > recorder.before());
  for (int i = 0; i < 4; ++i) {
    const size_t count = again.operations.size() - recorder.before() + 1;
    const size_t second = recorder.before() + random() % count;
    std::vector<Milestone> all(reached.begin(), reached.end());
    const auto more = reached_after(again, second);
    all.insert(all.end(), more.begin(), more.end());
    const auto faults =
        faults_after(image_after(std::span(again.operations).first(second), random), again, 4, all);
    EXPECT_THAT(faults, IsEmpty())
        << "power lost after operation " << operations << " and again after " << second;
  }
}

TEST(PowerLoss, AgainWhileTheSessionGoesOnLosesNothing) {
  const NoSyncs quick;
  const Recorded recorded = record_session(4);
  std::mt19937_64 random(3);
  for (int i = 0; i < 60 * share(); ++i)
    expect_no_loss_again(recorded, random() % (recorded.operations.size() + 1), random);
}

}  // namespace
}  // namespace mutation
