// The files that come with the program, and files from disk.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "problems_of.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kSource = MUTATION_SOURCE_DIR;

std::string content_of(const std::string& path) {
  auto outcome = load_text(kSource + "/" + path);
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return std::move(outcome.value).value_or("");
}

Catalogue shipped_catalogue() {
  auto outcome = read_catalogue(content_of("config/models_config.json"), "models_config.json");
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return std::move(outcome.value).value_or(Catalogue{});
}

Settings shipped_settings(const std::string& name) {
  auto outcome = read_settings(content_of("settings/" + name), name, shipped_catalogue(), {});
  EXPECT_THAT(to_lines(outcome.problems), IsEmpty());
  return std::move(outcome.value).value_or(Settings{});
}

std::vector<std::string> names_of(const RepoSpec& repo) {
  std::vector<std::string> names;
  for (const HyperparameterSpec& spec : repo.hyperparameters) names.push_back(spec.name);
  return names;
}

TEST(ShippedFiles, TheCatalogueDescribesTheTwoExampleTrainings) {
  const Catalogue catalogue = shipped_catalogue();
  ASSERT_EQ(catalogue.repos.size(), 2u);
  for (const RepoSpec& repo : catalogue.repos) {
    EXPECT_THAT(names_of(repo), ElementsAre("epochs", "learning_rate", "seed", "weight_decay"));
    EXPECT_EQ(repo.path, "repos/" + repo.name);
    EXPECT_THAT(repo.note, testing::HasSubstr("stand-in"));
  }
  EXPECT_THAT(catalogue.repos[0].models,
              ElementsAre("resnet20", "resnet32", "resnet44", "resnet56"));
  EXPECT_THAT(catalogue.repos[1].models, ElementsAre("mlp"));
}

TEST(ShippedFiles, TheParallelExampleHasAMutatedForegroundAndAFixedBackground) {
  const Settings settings = shipped_settings("parallel_example.json");
  EXPECT_EQ(settings.experiment_name, "parallel_training_with_cooling");
  EXPECT_EQ(settings.runs_per_config, 3);
  ASSERT_EQ(settings.entries.size(), 1u);
  EXPECT_EQ(settings.entries[0].mode, Mode::parallel);
  EXPECT_THAT(settings.entries[0].foreground.mutate, ElementsAre("learning_rate"));
  EXPECT_THAT(
      settings.entries[0].background->hyperparameters,
      ElementsAre(NamedValue{"epochs", std::int64_t{1}}, NamedValue{"learning_rate", 0.001}));
  EXPECT_THAT(settings.notes, IsEmpty());
}

TEST(ShippedFiles, TheOtherExamplesReadToo) {
  const Settings quick = shipped_settings("quick_example.json");
  EXPECT_EQ(quick.runs_per_config, 2);
  EXPECT_EQ(quick.timings.cooling, Seconds(15));
  EXPECT_EQ(quick.entries.at(0).mode, Mode::parallel);
  EXPECT_EQ(shipped_settings("sequential_example.json").entries.size(), 2u);
}

class LoadText : public testing::Test {
 protected:
  LoadText() {
    char name[] = "/tmp/load_text_XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~LoadText() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
};

TEST_F(LoadText, GivesEveryByte) {
  const std::string path = directory_ + "/f";
  std::ofstream(path, std::ios::binary) << std::string("a\0\r\n\xFF", 5);
  EXPECT_EQ(load_text(path).value, std::string("a\0\r\n\xFF", 5));
}

TEST_F(LoadText, SaysWhatIsWrongWithAPath) {
  EXPECT_THAT(to_lines(load_text(directory_ + "/none.json").problems),
              ElementsAre(directory_ + "/none.json: there is no such file"));
  EXPECT_THAT(to_lines(load_text(directory_).problems),
              ElementsAre(directory_ + ": is a directory (name the JSON file in it)"));
  const std::string below_a_file = directory_ + "/f/g";
  std::ofstream(directory_ + "/f") << "x";
  EXPECT_THAT(to_lines(load_text(below_a_file).problems),
              ElementsAre(below_a_file + ": cannot be read: Not a directory"));
}

TEST_F(LoadText, AnEndlessFileEnds) {
  EXPECT_THAT(to_lines(load_text("/dev/zero").problems),
              ElementsAre("/dev/zero: is larger than 16 MiB"));
}

// Every file that the fuzzer starts from is read without a crash, and none passes for nothing.
TEST(FuzzCorpus, EveryFileIsValueOrProblems) {
  int files = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(kSource + "/tests/fuzz/corpus/settings")) {
    const auto text = load_text(file.path().string());
    ASSERT_TRUE(text.value) << file.path();
    const auto settings = settings_of(*text.value);
    EXPECT_EQ(settings.value.has_value(), settings.problems.empty()) << file.path();
    const auto catalogue = read_catalogue(*text.value, "c.json");
    EXPECT_EQ(catalogue.value.has_value(), catalogue.problems.empty()) << file.path();
    ++files;
  }
  EXPECT_GE(files, 12);
}

}  // namespace
}  // namespace mutation
