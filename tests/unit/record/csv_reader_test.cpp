// Comma-separated values read piece by piece, and what is told about files that are not that.
#include "record/csv_reader.h"

#include <gmock/gmock.h>

#include "record/csv.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Records = std::vector<std::vector<std::string>>;

struct ReadCsv {
  Records records;
  std::vector<size_t> lines;
  Result<CsvEnd> end = CsvEnd{};
};

ReadCsv read(std::string_view text) {
  ReadCsv read;
  read.end = read_csv_text(text, [&](const CsvRecord& record) -> Status {
    read.records.emplace_back(record.fields.begin(), record.fields.end());
    read.lines.push_back(record.line);
    return {};
  });
  return read;
}

std::string error_of(std::string_view text) {
  const ReadCsv result = read(text);
  return result.end ? "no error" : result.end.error().message;
}

TEST(CsvReader, ReadsWhatPythonsCsvModuleWrites) {
  const ReadCsv result = read(
      "id,note,value\r\n"
      "a,\"two, fields\",1\r\n"
      "b,\"say \"\"hi\"\"\",\r\n"
      "c,\"two\r\nlines\",3\r\n"
      "\"\",,\r\n");
  EXPECT_THAT(result.records,
              ElementsAre(ElementsAre("id", "note", "value"), ElementsAre("a", "two, fields", "1"),
                          ElementsAre("b", "say \"hi\"", ""), ElementsAre("c", "two\r\nlines", "3"),
                          ElementsAre("", "", "")));
  EXPECT_THAT(result.lines, ElementsAre(1, 2, 3, 4, 6));
  ASSERT_TRUE(result.end.ok());
  EXPECT_FALSE(result.end->cut_off);
}

TEST(CsvReader, ReadsTheSameHoweverItIsCutIntoPieces) {
  const std::string text = "\xEF\xBB\xBFid,x\r\n\"a\"\"\r\n,b\",2\r\n\n\"\"\r\nc,3";
  const Records whole = read(text).records;
  ASSERT_EQ(whole, (Records{{"id", "x"}, {"a\"\r\n,b", "2"}, {""}}));
  for (size_t piece = 1; piece < text.size(); ++piece) {
    Records records;
    CsvSplitter splitter([&](const CsvRecord& record) -> Status {
      records.emplace_back(record.fields.begin(), record.fields.end());
      return {};
    });
    for (size_t at = 0; at < text.size(); at += piece)
      ASSERT_TRUE(splitter.add(std::string_view(text).substr(at, piece)).ok());
    EXPECT_EQ(records, whole) << "in pieces of " << piece;
    EXPECT_THAT(splitter.finish().unfinished, ElementsAre("c", "3"));
  }
}

TEST(CsvReader, ReadsBackWhatTheWriterWrote) {
  const std::vector<std::string> fields = {"plain",        "a,b", "say \"hi\"",
                                           "two\r\nlines", "",    "\"\""};
  EXPECT_THAT(read(csv_record(fields) + "\n").records, ElementsAre(fields));
}

TEST(CsvReader, GivesAnUnfinishedRecordApart) {
  const ReadCsv plain = read("a,b\n1,2");
  EXPECT_THAT(plain.records, ElementsAre(ElementsAre("a", "b")));
  ASSERT_TRUE(plain.end.ok());
  EXPECT_TRUE(plain.end->cut_off);
  EXPECT_THAT(plain.end->unfinished, ElementsAre("1", "2"));
  EXPECT_FALSE(plain.end->in_quotes);

  const ReadCsv quoted = read("a,b\n1,\"2\n3,4\n");
  ASSERT_TRUE(quoted.end.ok());
  EXPECT_TRUE(quoted.end->in_quotes);
  EXPECT_THAT(quoted.end->unfinished, ElementsAre("1", "2\n3,4\n"));
}

TEST(CsvReader, TakesZerosAtTheEndForATailThatWasNeverWritten) {
  const ReadCsv result = read(std::string("a,b\n1,2\n3,") + std::string(100, '\0'));
  EXPECT_THAT(result.records, ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  ASSERT_TRUE(result.end.ok());
  EXPECT_EQ(result.end->zeros, 100u);
  EXPECT_TRUE(result.end->cut_off);
  EXPECT_EQ(error_of(std::string("a\n\0\0b\n", 6)),
            "line 2: bytes of value 0 in the midst of the text");
}

TEST(CsvReader, LosesTheRecordsWithZerosInThemWhereThatIsAsked) {
  const std::string hole(600, '\0');
  const std::string text = "a\n1\n2" + hole + "3\n4\n" + hole + "\n5\n\"6" + hole + "\"\n7\n";
  std::vector<std::string> records;
  const auto end = read_csv_text(
      text,
      [&](const CsvRecord& record) -> Status {
        records.emplace_back(record.fields[0]);
        return {};
      },
      ZeroBytes::lose_records);
  EXPECT_THAT(records, ElementsAre("a", "1", "4", "5", "7"));
  ASSERT_TRUE(end.ok());
  EXPECT_EQ(end->zeros_within, 1800u);
  EXPECT_EQ(end->zeros, 0u);
}

TEST(CsvReader, SaysInWhichLineAFileIsWrong) {
  EXPECT_EQ(error_of("a\nb\"c\n"), "line 2: a quote within a field that does not begin with one");
  EXPECT_EQ(error_of("\"two\nlines\"\n\"x\"y\n"), "line 3: text behind a field in quotes");
  EXPECT_EQ(error_of("a\rb\n"), "line 1: a carriage return without a line feed");
  const std::string open_quote = "a\n\"" + std::string(kLongestCsvRecord + 1, '\n');
  EXPECT_THAT(error_of(open_quote), HasSubstr("line 2: a record that begins here does not end"));
}

TEST(CsvReader, StopsWhereWhoTakesTheRecordsSaysSo) {
  int taken = 0;
  const auto end = read_csv_text("a\nb\nc\n", [&](const CsvRecord&) -> Status {
    return ++taken == 2 ? Status(Error{"enough", {}}) : Status();
  });
  EXPECT_EQ(taken, 2);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().message, "enough");
}

TEST(CsvReader, ReadsFilesLargerThanItsPieces) {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + ",\"a,b\"\r\n";
  put_file(folder / "big.csv", text);
  size_t records = 0;
  std::string last;
  const auto end = read_csv_file(folder / "big.csv", [&](const CsvRecord& record) -> Status {
    ++records;
    last = record.fields[0];
    return record.fields.size() == 2 && record.fields[1] == "a,b" ? Status()
                                                                  : Status(Error{"wrong", {}});
  });
  EXPECT_TRUE(end.ok());
  EXPECT_EQ(records, 100000u);
  EXPECT_EQ(last, "99999");
}

TEST(CsvReader, NamesTheFileInItsErrors) {
  const TemporaryFolder folder;
  const auto take = [](const CsvRecord&) -> Status { return {}; };
  put_file(folder / "bad.csv", "a\"b\n");
  EXPECT_EQ(read_csv_file(folder / "bad.csv", take).error().message,
            folder / "bad.csv" + ": line 1: a quote within a field that does not begin with one");
  EXPECT_THAT(read_csv_file(folder / "none.csv", take).error().message,
              HasSubstr("No such file or directory"));
  EXPECT_THAT(read_csv_file(folder.path(), take).error().message, HasSubstr("Is a directory"));
}

}  // namespace
}  // namespace mutation
