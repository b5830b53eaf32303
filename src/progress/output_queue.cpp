// The writer thread owns nothing but `Shared`, which both sides keep alive: it may be left behind
// in a write.
#include "progress/output_queue.h"

#include <errno.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>

namespace mutation {
namespace {

constexpr Seconds kLastPatience{1};

enum class Written { yes, lost, output_gone };

// To the end, however long that takes; `text` is then what could not be written.
Written write_out(int fd, std::string_view& text) {
  while (!text.empty()) {
    const ssize_t put = write(fd, text.data(), text.size());
    if (put > 0) {
      text.remove_prefix(static_cast<std::size_t>(put));
    } else if (put < 0 && errno == EAGAIN) {  // somebody has made it non-blocking
      pollfd room{fd, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (put == 0 || errno != EINTR) {
      const bool gone = put < 0 && (errno == EPIPE || errno == EIO || errno == EBADF);
      return gone ? Written::output_gone : Written::lost;
    }
  }
  return Written::yes;
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// While it lives, new threads start with all signals blocked: signals are the main loop's.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

struct OutputQueue::Waiting {
  std::string text;
  std::size_t left_out = 0;  // lines, before it
};

struct OutputQueue::Shared {
  int fd = -1;
  std::size_t most = 0;
  LeftOut left_out_text = nullptr;

  std::mutex mutex;
  std::condition_variable changed;
  // Under the mutex.
  std::deque<Waiting> texts;
  std::size_t bytes = 0;
  std::size_t left_out = 0;  // lines, since there was last room
  bool writing = false;
  bool gone = false;
  bool stop = false;

  bool idle() const { return gone || (texts.empty() && !writing); }
};

std::string OutputQueue::lines_left_out(std::size_t lines) {
  return fmt::format("\n({} line{} left out here: they could not be written)\n", lines,
                     lines == 1 ? " was" : "s were");
}

OutputQueue::OutputQueue(int fd, std::size_t most, LeftOut left_out)
    : shared_(std::make_shared<Shared>()) {
  shared_->fd = fd;
  shared_->most = most;
  shared_->left_out_text = left_out;
  const NoSignals no_signals;
  try {
    thread_ = std::thread([shared = shared_] { write_what_comes(*shared); });
  } catch (const std::system_error&) {
    // Without a thread to spare what is shown is given up, rather than a session that may be held
    // up by it.
    shared_->gone = true;
  }
}

OutputQueue::~OutputQueue() {
  sync();
  const bool drained = drain(kLastPatience);
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stop = true;
    shared_->changed.notify_all();
  }
  if (drained)
    thread_.join();
  else
    thread_.detach();
}

bool OutputQueue::drain(Seconds at_most) {
  std::unique_lock lock(shared_->mutex);
  return shared_->changed.wait_for(lock, at_most, [this] { return shared_->idle(); });
}

OutputQueue::int_type OutputQueue::overflow(int_type character) {
  if (character != traits_type::eof()) text_ += traits_type::to_char_type(character);
  return traits_type::not_eof(character);
}

std::streamsize OutputQueue::xsputn(const char* text, std::streamsize size) {
  text_.append(text, static_cast<std::size_t>(size));
  return size;
}

int OutputQueue::sync() {
  if (text_.empty()) return 0;
  std::string text = std::exchange(text_, {});
  const std::lock_guard lock(shared_->mutex);
  Shared& shared = *shared_;
  if (shared.gone) return 0;
  if (shared.bytes > shared.most) {
    shared.left_out += lines_of(text);
    return 0;
  }
  shared.bytes += text.size();
  shared.texts.push_back({std::move(text), std::exchange(shared.left_out, 0)});
  shared.changed.notify_all();
  return 0;
}

void OutputQueue::write_what_comes(Shared& shared) {
  bool within_line = false;  // of a text that was written in part
  std::unique_lock lock(shared.mutex);
  while (true) {
    shared.changed.wait(lock, [&shared] { return shared.stop || !shared.texts.empty(); });
    if (shared.texts.empty()) return;
    const Waiting next = std::move(shared.texts.front());
    shared.texts.pop_front();
    shared.writing = true;
    lock.unlock();
    // What follows half a line must not be taken for the rest of it.
    std::string before = within_line ? "\n" : "";
    if (next.left_out > 0) before += shared.left_out_text(next.left_out);
    const std::string text = before + next.text;
    std::string_view left = text;
    const Written written = write_out(shared.fd, left);
    const std::size_t put = text.size() - left.size();
    if (put > 0) within_line = text[put - 1] != '\n' && !left.empty();
    lock.lock();
    shared.writing = false;
    shared.bytes -= next.text.size();
    shared.gone = shared.gone || written == Written::output_gone;
    if (written == Written::lost)
      shared.left_out += put < before.size() ? next.left_out + lines_of(next.text) : lines_of(left);
    shared.changed.notify_all();
    if (shared.gone) return;
  }
}

}  // namespace mutation
