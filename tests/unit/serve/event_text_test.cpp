// Lines of events.jsonl as they go to a browser.
#include "serve/event_text.h"

#include <gtest/gtest.h>

#include <string>

#include "model/event.h"
#include "record/event_line.h"

namespace mutation {
namespace {

TEST(EventName, IsFoundInWhatTheProgramWrites) {
  Event event;
  event.body = RunStarted{};
  EXPECT_EQ(event_name(event_line(event)), "run_started");
  event.body = LiveSample{};
  EXPECT_EQ(event_name(event_line(event)), "live_sample");
  event.body = SessionEnded{};
  EXPECT_EQ(event_name(event_line(event)), "session_ended");
}

TEST(EventName, IsNoneInOtherTexts) {
  EXPECT_EQ(event_name(""), "");
  EXPECT_EQ(event_name("{}"), "");
  EXPECT_EQ(event_name(R"({"event":"run_started"})"), "");
  EXPECT_EQ(event_name(R"({"time":"x","monotonic_s":1,"event":"run_star)"), "");
  EXPECT_EQ(event_name(R"({"time":"x","monotonic_s":1,"even)"), "");
}

TEST(Sendable, IsAnObjectWithoutControlCharacters) {
  EXPECT_TRUE(is_sendable("{}"));
  EXPECT_TRUE(is_sendable(R"({"text":"</script><img src=x onerror=alert(1)>\n"})"));
  EXPECT_FALSE(is_sendable(""));
  EXPECT_FALSE(is_sendable("{"));
  EXPECT_FALSE(is_sendable("data: {}"));
  EXPECT_FALSE(is_sendable("{\"a\":1"));
  EXPECT_FALSE(is_sendable("{\rdata: {}\r\r}"));
  EXPECT_FALSE(is_sendable(std::string("{\0}", 3)));
}

TEST(SentLine, HasItsPlaceAndItsText) {
  EXPECT_EQ(sent_line(R"({"event":"notice"})", {17, 4096}),
            "id: 17-4096\ndata: {\"event\":\"notice\"}\n\n");
}

TEST(EventPlace, ComesBackFromABrowser) {
  ASSERT_TRUE(event_place("17-4096"));
  EXPECT_EQ(event_place("17-4096")->file, 17u);
  EXPECT_EQ(event_place("17-4096")->offset, 4096u);
  for (const char* other : {"", "-", "17", "17-", "-5", "17-5 ", "17--5", "+1-5", "a-b", "1-2-3",
                            "17-99999999999999999999", "0x1-2"})
    EXPECT_FALSE(event_place(other)) << other;
}

}  // namespace
}  // namespace mutation
