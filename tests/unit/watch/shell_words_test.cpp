#include "watch/shell_words.h"

#include <gmock/gmock.h>

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ShellWords, AreSeparatedByBlanks) {
  EXPECT_THAT(*shell_words("  notify-send   done\tnow\n"),
              ElementsAre("notify-send", "done", "now"));
}

TEST(ShellWords, AreKeptTogetherByQuotes) {
  EXPECT_THAT(*shell_words(R"(say 'two words' "and 'three' more" a"b c"d '')"),
              ElementsAre("say", "two words", "and 'three' more", "ab cd", ""));
}

TEST(ShellWords, TakeABackslashAsAShellDoes) {
  EXPECT_THAT(*shell_words(R"(a\ b \\ \" "x\"y" "x\\y" "x\y" 'x\y')"),
              ElementsAre("a b", "\\", "\"", "x\"y", "x\\y", "x\\y", "x\\y"));
}

TEST(ShellWords, ExpandNothing) {
  EXPECT_THAT(*shell_words("echo $HOME ~ * `id` $(id); rm | cat > f & #"),
              ElementsAre("echo", "$HOME", "~", "*", "`id`", "$(id);", "rm", "|", "cat", ">", "f",
                          "&", "#"));
}

TEST(ShellWords, ThatCannotBeToldAreAnError) {
  EXPECT_THAT(shell_words("say 'two").error().message, HasSubstr("the quote ' is not closed"));
  EXPECT_THAT(shell_words("say \"two").error().message, HasSubstr("the quote \" is not closed"));
  EXPECT_THAT(shell_words("say \\").error().message, HasSubstr("nothing behind the backslash"));
  EXPECT_THAT(shell_words(" \t ").error().message, HasSubstr("no word"));
}

}  // namespace
}  // namespace mutation
