// Times as text, read back.
#include "record/utc_text.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace mutation {
namespace {

TEST(UtcText, ReadsBackWhatIsoUtcWrites) {
  for (const char* text : {"2025-11-12T09:30:00.123456Z", "1970-01-01T00:00:00.000000Z",
                           "1969-12-31T23:59:59.999999Z", "2024-02-29T12:00:00.000001Z"}) {
    const auto time = utc_of(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(iso_utc(*time), text);
  }
}

TEST(UtcText, TakesNoOtherText) {
  for (const char* text :
       {"", "2025-11-12", "2025-11-12T09:30:00Z", "2025-11-12T09:30:00.123456",
        "2025-11-12T09:30:00.123456Zx", " 025-11-12T09:30:00.123456Z",
        "2025-11-12T09:30:-1.123456Z", "2025-02-30T09:30:00.123456Z", "2025-13-12T09:30:00.123456Z",
        "2025-11-12T24:30:00.123456Z", "2025-11-12T09:60:00.123456Z"}) {
    EXPECT_FALSE(utc_of(text)) << text;
  }
}

TEST(UtcText, TakesNoYearThatNanosecondsCannotHold) {
  EXPECT_FALSE(utc_of("0025-11-12T09:30:00.123456Z"));
  EXPECT_FALSE(utc_of("9999-11-12T09:30:00.123456Z"));
}

}  // namespace
}  // namespace mutation
