#include "base/result.h"

#include <errno.h>
#include <gtest/gtest.h>

namespace mutation {
namespace {

TEST(WithContext, SaysWhatWasBeingDone) {
  const Error error = with_context("begin the session", {"make folder /a: no room", "make room"});
  EXPECT_EQ(error.message, "begin the session: make folder /a: no room");
  EXPECT_EQ(error.hint, "make room");
}

TEST(WithContext, SaysItOnce) {
  const Error error = with_context("make folder /a", {"make folder /a: no room", {}});
  EXPECT_EQ(error.message, "make folder /a: no room");
  EXPECT_EQ(with_context("make folder /a/b", error).message,
            "make folder /a/b: make folder /a: no room");
}

TEST(ErrnoError, NamesTheErrorInWordsAndByNumber) {
  EXPECT_EQ(errno_error("open x", ENOENT).message, "open x: No such file or directory (errno 2)");
}

}  // namespace
}  // namespace mutation
