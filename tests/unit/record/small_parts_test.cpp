// Run ids, hashes, file systems, CSV, files that only grow.
#include <gmock/gmock.h>

#include <set>

#include "record/append_file.h"
#include "record/csv.h"
#include "record/file_system.h"
#include "record/hash.h"
#include "record/run_id.h"
#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;

TEST(RunId, HasTheTimeFirstAndTheVersionAndVariantOfTheRfc) {
  const UtcTime example(std::chrono::milliseconds(0x17F22E279B0));
  EXPECT_EQ(run_id_of(example, {0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F}),
            "017f22e2-79b0-7000-98c4-dc0c0c07398f");
}

TEST(RunId, SortsByTimeWithinAMillisecondToo) {
  const std::array<std::uint8_t, 8> highest{255, 255, 255, 255, 255, 255, 255, 255};
  const UtcTime early(std::chrono::microseconds(1762939800000100));
  EXPECT_LT(run_id_of(early, highest), run_id_of(early + std::chrono::microseconds(1), {}));
}

TEST(RunId, IsNeverTheSameTwice) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(new_run_id(at(0).utc));
  EXPECT_EQ(ids.size(), 1000u);
}

TEST(Hash, IsSha256) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(FileSystem, NamesNetworkOnesAlsoWhereTheKernelsFieldIsSigned) {
  EXPECT_EQ(network_file_system_of_type(0x6969), "nfs");
  EXPECT_EQ(network_file_system_of_type(static_cast<long>(static_cast<int>(0xFF534D42))), "cifs");
  EXPECT_EQ(network_file_system_of_type(0xEF53), "");  // ext4
  EXPECT_EQ(network_file_system("/there/is/no/such/folder"), "");
}

TEST(Csv, QuotesWhatWouldBreakARecord) {
  EXPECT_EQ(csv_record({"plain", "a,b", "say \"hi\"", "two\nlines", ""}),
            "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",");
  EXPECT_EQ(csv_field("bad \xFF byte"), "bad \xEF\xBF\xBD byte");
}

TEST(Csv, ReadsBackWhatItWrote) {
  const std::vector<std::string> fields = {"plain",        "a,b", "say \"hi\"",
                                           "two\r\nlines", "",    "\"\""};
  EXPECT_THAT(read_csv(csv_record(fields) + "\r\n"), ElementsAre(fields));
}

TEST(Csv, LeavesOutALastRecordThatWasCutOff) {
  EXPECT_THAT(read_csv("a,b\r\n1,2\r\n3,"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(read_csv("a\n\"cut"), ElementsAre(ElementsAre("a")));
  EXPECT_TRUE(read_csv("").empty());
}

TEST(AppendFile, BeginsItsOwnLineBehindOneThatWasCutOff) {
  const TemporaryFolder folder;
  put_file(folder / "lines", "whole\ncut o");
  Result<AppendFile> file = AppendFile::open(folder / "lines");
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->append("next\n").ok());
  EXPECT_EQ(text_of_file(folder / "lines"), "whole\ncut o\nnext\n");
}

}  // namespace
}  // namespace mutation
