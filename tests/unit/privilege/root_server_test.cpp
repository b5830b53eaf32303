// What the root helper makes of messages that the program would never send.
#include "privilege/root_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <random>

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
    RootServer(std::move(theirs), std::move(alive), client, {cpus_.root(), cpus_.state()}).serve();
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

  void send_with_descriptor(RootRequest request, int fd) const {
    iovec content = {&request, sizeof request};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(part), &fd, sizeof fd);
    MUTATION_CHECK(sendmsg(ours_.get(), &message, MSG_NOSIGNAL) > 0);
  }

  static size_t descriptors_of(pid_t pid) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
    return static_cast<size_t>(std::distance(begin(all), end(all)));
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

TEST_F(RootServerTest, ServesNoOtherProcessThatHoldsTheSocketNorConfusesItsClient) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              const RootRequest request{RootCommand::set_governor, 0};
              REQUIRE(send(ours_.get(), &request, sizeof request, MSG_NOSIGNAL) > 0);
              REQUIRE(send(ours_.get(), "", 0, MSG_NOSIGNAL) == 0);
              return "";
            }),
            0);
  EXPECT_STREQ(answer_to({RootCommand::set_governor, 6}).text, "no such CPU governor");
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(RootServerTest, AnswersAnEmptyMessageAndGoesOn) {
  EXPECT_STREQ(answer_to("", 0).text, "malformed request to the root helper");
  EXPECT_STREQ(answer_to({RootCommand::set_governor, 6}).text, "no such CPU governor");
}

TEST_F(RootServerTest, SurvivesTenThousandMessagesOfAnyContentAndSize) {
  std::mt19937 random(1);
  char bytes[512];
  for (int i = 0; i < 10'000; ++i) {
    for (char& byte : bytes) byte = static_cast<char>(random());
    // Never a well-formed one: the first byte makes it an unknown command.
    bytes[0] = 77;
    EXPECT_EQ(answer_to(bytes, random() % sizeof bytes).succeeded, 0u);
  }
  EXPECT_EQ(answer_to({RootCommand::restore_governor, 0}).succeeded, 1u);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(RootServerTest, KeepsNoDescriptorThatComesAlong) {
  (void)answer_to({RootCommand::restore_governor, 0});
  const size_t before = descriptors_of(server_);
  for (int i = 0; i < 50; ++i) send_with_descriptor({RootCommand::restore_governor, 0}, 0);
  RootReply reply;
  for (int i = 0; i < 50; ++i) {
    ASSERT_GT(recv(ours_.get(), &reply, sizeof reply, 0), 0);
    EXPECT_STREQ(reply.text, "malformed request to the root helper");
  }
  EXPECT_EQ(descriptors_of(server_), before);
}

TEST_F(RootServerTest, IsNotHeldUpByAClientThatTakesNoReplies) {
  const RootRequest request{static_cast<RootCommand>(99), 0};
  // More than both queues hold: this blocks for ever if the server does.
  for (int i = 0; i < 5'000; ++i) {
    ASSERT_GT(send(ours_.get(), &request, sizeof request, MSG_NOSIGNAL), 0);
  }
  RootReply reply;
  while (recv(ours_.get(), &reply, sizeof reply, MSG_DONTWAIT) > 0) {
  }
}

}  // namespace
}  // namespace mutation
