#include "campaign/device_memory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongestText = 64;

// A program that was killed has told of its training once a second until then, when it was busy a
// little less often.
constexpr Seconds kToldBefore{2};

std::string user_suffix(uid_t user) {
  return "@" + std::to_string(user);
}

// The nanoseconds of CLOCK_BOOTTIME that its owner wrote; anybody may put anything there.
std::optional<BootTime> moment_in(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  if (!path.ends_with(user_suffix(status.st_uid))) return {};
  char text[kLongestText] = "";
  const ssize_t size = pread(file.get(), text, sizeof text, 0);
  if (size <= 0) return {};
  std::int64_t nanoseconds = 0;
  const auto [end, failure] = std::from_chars(text, text + size, nanoseconds);
  if (failure != std::errc() || nanoseconds < 0) return std::nullopt;
  return BootTime(std::chrono::nanoseconds(nanoseconds));
}

// "<device>@<user>": each user writes files of his own.
std::string file_of(const std::string& device) {
  std::string name = device;
  std::ranges::replace(name, '/', '_');
  return name + user_suffix(geteuid());
}

std::string device_of(const std::string& file) {
  return file.substr(0, file.rfind('@'));
}

bool trains(PhaseKind kind) {
  return kind != PhaseKind::cooling;
}

}  // namespace

std::optional<Seconds> since_last_training_on(const std::vector<std::string>& devices, BootTime now,
                                              const std::string& folder) {
  std::optional<BootTime> last;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string device = device_of(entry.path().filename().string());
    if (std::ranges::find(devices, device) == devices.end()) continue;
    const auto moment = moment_in(entry.path().string());
    // A time to come is nobody's training.
    if (moment && *moment <= now && (!last || *moment > *last)) last = moment;
  }
  if (!last) return std::nullopt;
  const Seconds told = std::chrono::duration_cast<Seconds>(now - *last);
  return std::max(Seconds(0), told - kToldBefore);
}

void DeviceMemory::on_event(const Event& event) {
  bool training = false;
  if (const auto* live = std::get_if<LiveSample>(&event.body)) {
    devices_ = live->simulated ? std::vector<std::string>() : live->devices;
    training = trains(live->kind);
  } else if (const auto* started = std::get_if<PhaseStarted>(&event.body)) {
    training = trains(started->kind);
  } else if (const auto* ended = std::get_if<PhaseEnded>(&event.body)) {
    training = trains(ended->phase.kind);
  }
  if (training) note(devices_, event.at.boot);
}

void DeviceMemory::note(const std::vector<std::string>& devices, BootTime at) {
  for (const std::string& device : devices) {
    UniqueFd& file = files_[device];
    if (!file.valid()) {
      if (mkdir(folder_.c_str(), 0777) == 0) chmod(folder_.c_str(), 01777);
      file = UniqueFd(open((folder_ + "/" + file_of(device)).c_str(),
                           O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    }
    if (!file.valid()) continue;
    // Always of one length, so that nothing of an older text is left.
    const std::string text = fmt::format("{:020}\n", at.time_since_epoch().count());
    [[maybe_unused]] const ssize_t written = pwrite(file.get(), text.data(), text.size(), 0);
  }
}

}  // namespace mutation
