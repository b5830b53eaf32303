// What the root helper makes of messages that the program would never send.
#include "privilege/root_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "fixtures.h"
#include "os/pidfd.h"

namespace mutation {
namespace {

class RootServerTest : public testing::Test {
 protected:
  RootServerTest() {
    cpus_.add("cpu0", "powersave");
    RootSockets sockets = *make_root_sockets();
    ours_ = std::move(sockets.client);
    serve(std::move(sockets.server));
  }
  ~RootServerTest() override {
    (void)answer_to(RootRequest{RootCommand::finish, 0});
    waitpid(server_, nullptr, 0);
  }

  void serve(UniqueFd theirs) {
    const RootClient client = {getpid(), getuid(), getgid()};
    UniqueFd alive = *open_pidfd(getpid());
    server_ = fork();
    if (server_ != 0) return;
    ours_.reset();
    RootServer(std::move(theirs), std::move(alive), client, cpus_.root()).serve();
    _exit(0);
  }

  RootReply answer_to(const void* bytes, size_t size) const {
    RootReply reply;
    put_text(reply.text, "no answer");
    if (send(ours_.get(), bytes, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size)) {
      (void)!recv(ours_.get(), &reply, sizeof reply, 0);
    }
    return reply;
  }
  RootReply answer_to(const RootRequest& request) const {
    return answer_to(&request, sizeof request);
  }

  FakeCpus cpus_;
  UniqueFd ours_;
  pid_t server_ = -1;
};

TEST_F(RootServerTest, SetsAndRestoresTheGovernor) {
  EXPECT_EQ(answer_to({RootCommand::set_governor, 0}).succeeded, 1u);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "performance");
  EXPECT_EQ(answer_to({RootCommand::restore_governor, 0}).succeeded, 1u);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(RootServerTest, RefusesMessagesOfAnotherSize) {
  const char bytes[sizeof(RootRequest) + 1] = {1};
  EXPECT_STREQ(answer_to(bytes, 1).text, "malformed request to the root helper");
  EXPECT_STREQ(answer_to(bytes, sizeof bytes).text, "malformed request to the root helper");
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(RootServerTest, RefusesUnknownCommandsAndArguments) {
  EXPECT_STREQ(answer_to({static_cast<RootCommand>(99), 0}).text,
               "unknown request to the root helper");
  EXPECT_STREQ(answer_to({RootCommand::set_governor, 6}).text, "no such CPU governor");
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(RootServerTest, ServesNoOtherProcessThatHoldsTheSocket) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              const RootReply reply = answer_to({RootCommand::set_governor, 0});
              REQUIRE(reply.succeeded == 0);
              REQUIRE(text_from(reply.text) == "the root helper serves another process");
              return "";
            }),
            0);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

}  // namespace
}  // namespace mutation
