#include "record/session_lock.h"

#include <errno.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::HasSubstr;

// What flock(2) fails with in this program; 0: it is the kernel's own.
int failure_of_locks = 0;

class SessionLock : public testing::Test {
 protected:
  SessionLock() { put_file(folder_ / "events.jsonl", ""); }
  ~SessionLock() override { failure_of_locks = 0; }
  TemporaryFolder folder_;
};

TEST_F(SessionLock, IsHeldByOneAndSeenByOthersUntilItIsLetGo) {
  EXPECT_FALSE(has_writer(folder_.path()));
  {
    const auto held = lock_session(folder_.path());
    ASSERT_TRUE(held.ok()) << to_text(held.error());
    EXPECT_TRUE(has_writer(folder_.path()));
    const auto second = lock_session(folder_.path());
    ASSERT_FALSE(second.ok());
    EXPECT_THAT(second.error().message, HasSubstr("another program writes the session"));
  }
  EXPECT_FALSE(has_writer(folder_.path()));
}

TEST_F(SessionLock, ThatCannotBeAskedForIsNotFree) {
  for (const int failure : {EIO, ESTALE, EINTR, EACCES}) {
    failure_of_locks = failure;
    const auto held = lock_session(folder_.path());
    ASSERT_FALSE(held.ok()) << failure;
    EXPECT_THAT(held.error().message, HasSubstr("lock " + (folder_ / "events.jsonl")));
    EXPECT_TRUE(has_writer(folder_.path())) << failure;
  }
}

TEST_F(SessionLock, IsNotNeededWhereTheFileSystemHasNone) {
  for (const int failure : {ENOLCK, ENOSYS, EOPNOTSUPP}) {
    failure_of_locks = failure;
    EXPECT_TRUE(lock_session(folder_.path()).ok()) << failure;
    EXPECT_FALSE(has_writer(folder_.path())) << failure;
  }
}

TEST_F(SessionLock, OfAFolderThatIsNoneIsNobodys) {
  EXPECT_FALSE(has_writer(folder_ / "none"));
}

}  // namespace
}  // namespace mutation

extern "C" int flock(int fd, int operation) {
  if (mutation::failure_of_locks == 0) return static_cast<int>(syscall(SYS_flock, fd, operation));
  errno = mutation::failure_of_locks;
  return -1;
}
