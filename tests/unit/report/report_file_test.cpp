// The report's file: its pages where the overview says they are, and no text of a log, a setting or
// a name that could end an element of it.
#include "report/report_file.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "report/embedded.h"
#include "report/page_template.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

constexpr const char* kHostile = "</script><script>alert(1)</script><!--\xe2\x80\xa8{{data}}";

std::string report_of(const std::vector<std::string>& directories) {
  std::string file;
  const auto written =
      write_report({.directories = directories, .overview = {}}, [&](std::string_view text) {
        file += text;
        return Status();
      });
  EXPECT_TRUE(written.ok()) << (written.ok() ? "" : to_text(written.error()));
  return file;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  EXPECT_NE(from, std::string::npos) << begin;
  if (from == std::string::npos) return "";
  const std::size_t start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

TEST(ReportFile, HasEachRunsPageInTheBlockThatTheOverviewNames) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "0199-a", 10);
  record_run(*store, parallel_run(), "0199-b", 30);
  const std::string file = report_of({store->directory()});
  const Json overview =
      Json::parse(between(file, "<script type=\"application/json\" id=\"overview\">", "</script>"));
  EXPECT_EQ(overview["runs"]["page"].dump(), "[[0,0],[1,0]]");
  const auto page = run_page_json(store->directory(), "0199-b");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(between(file, "class=\"runs\" data-block=\"1\">", "</script>"),
            packed("[" + *page + "]"));
}

TEST(ReportFile, IsThePageWithElementsOfDataAndNothingElse) {
  const TemporaryFolder results;
  const auto store = SessionStore::create(results.path(), sample_plan(), sample_catalogue(),
                                          {kHostile, kHostile}, at(0));
  ASSERT_TRUE(store.ok());
  SessionInfo info = sample_session();
  info.host = info.user = info.cpu_model = kHostile;
  info.fitness = {{kHostile, kHostile, true, kHostile, kHostile}};
  info.instrumentation.devices[0].name = kHostile;
  ASSERT_TRUE((*store)->begin_session(info, sample_plan()).ok());
  PlannedRun planned = sequential_run();
  planned.foreground.model = kHostile;
  planned.foreground.effective_hyperparameters = {{kHostile, std::string(kHostile)}};
  record_run(**store, planned, "0199-a", 10);
  const std::string file = report_of({(*store)->directory()});
  const PageFrame frame = page_frame(false);
  ASSERT_TRUE(file.starts_with(frame.before));
  ASSERT_TRUE(file.ends_with(frame.after));
  const std::string data =
      file.substr(frame.before.size(), file.size() - frame.before.size() - frame.after.size());
  // The block and the overview.
  EXPECT_EQ(count_of(data, "<"), 4u);
  EXPECT_EQ(count_of(data, "<script"), 2u);
  EXPECT_EQ(count_of(data, "</script>"), 2u);
  EXPECT_EQ(count_of(data, "\xe2\x80\xa8"), 0u);
  const Json overview =
      Json::parse(between(data, "<script type=\"application/json\" id=\"overview\">", "</script>"));
  EXPECT_EQ(overview["sessions"][0]["host"], kHostile);
  EXPECT_EQ(overview["sessions"][0]["settings"], kHostile);
}

TEST(ReportFile, OfASessionWithoutARunIsWritten) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  const std::string file = report_of({store->directory()});
  EXPECT_EQ(count_of(file, "class=\"runs\""),
            count_of(std::string(page_template()), "class=\"runs\""));
}

TEST(ReportFile, HasNoPagesWhereThereIsNoRoomAndSaysSo) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "0199-a", 10);
  std::string file;
  const auto written = write_report(
      {.directories = {store->directory()}, .overview = {}, .most_bytes = 1}, [&](auto text) {
        file += text;
        return Status();
      });
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(written->runs, 1u);
  EXPECT_EQ(written->without_page, 1u);
  const Json overview =
      Json::parse(between(file, "<script type=\"application/json\" id=\"overview\">", "</script>"));
  EXPECT_EQ(overview["runs"]["page"].dump(), "[null]");
}

TEST(ReportFile, FailsWhereItCannotBeWritten) {
  const TemporaryFolder results;
  const auto store = begun_session(results.path());
  record_run(*store, sequential_run(), "0199-a", 10);
  int pieces = 0;
  const auto written =
      write_report({.directories = {store->directory()}, .overview = {}}, [&](std::string_view) {
        return ++pieces == 2 ? Status(Error{"no space left on device", {}}) : Status();
      });
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().message, testing::HasSubstr("no space left on device"));
}

TEST(ReportFile, NamesTheSessionThatCannotBeReadWhateverItsTurn) {
  const TemporaryFolder results, damaged;
  const auto store = begun_session(results.path());
  put_file(damaged / "session.db", "no store");
  const auto written =
      write_report({.directories = {store->directory(), damaged.path()}, .overview = {}},
                   [](std::string_view) { return Status(); });
  ASSERT_TRUE(written.ok());
  ASSERT_TRUE(written->unread.has_value());
  EXPECT_EQ(written->unread->directory, damaged.path());
  EXPECT_NE(written->unread->why.message, "");
}

}  // namespace
}  // namespace mutation
