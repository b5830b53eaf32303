#include "progress/text_table.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;

TEST(TextTable, AlignsByDisplayWidth) {
  TextTable table({{"repo"}, {"epochs", Align::right}, {"note"}});
  table.add_row({"漏洞检测", "5", "da"});
  table.add_row({"resnet", "1200", ""});
  EXPECT_THAT(table.lines(), ElementsAre("repo      epochs  note",  //
                                         "漏洞检测       5  da",    //
                                         "resnet      1200"));
}

TEST(TextTable, ShrinksOnlyTheColumnThatMay) {
  TextTable table({{"#", Align::right}, {"experiment", Align::left, true}, {"outcome"}});
  table.add_row({"1", "pytorch_resnet_cifar10_resnet20_001_parallel", "succeeded"});
  EXPECT_THAT(table.lines(40), ElementsAre("#  experiment                  outcome",
                                           "1  pytorch_resn…_001_parallel  succeeded"));
}

TEST(TextTable, StaysReadableWhereItCannotFit) {
  TextTable table({{"experiment", Align::left, true}, {"outcome"}});
  table.add_row({"pytorch_resnet_cifar10", "interrupted"});
  EXPECT_THAT(table.lines(5), ElementsAre("experiment  outcome", "pyto…far10  interrupted"));
}

TEST(TextTable, CleansItsCells) {
  TextTable table({{"note"}});
  table.add_row({"two\nlines \x1b[31mred"});
  EXPECT_THAT(table.lines(), ElementsAre("note", "two lines red"));
}

}  // namespace
}  // namespace mutation
