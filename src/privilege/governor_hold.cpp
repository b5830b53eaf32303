#include "privilege/governor_hold.h"

#include <errno.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "os/file.h"
#include "os/procfs.h"
#include "privilege/state_lock.h"

namespace mutation {
namespace {

constexpr const char* kFile = "/governor";
constexpr std::string_view kHead = "mutation-governor 1";
// Far more than the largest machines need.
constexpr size_t kLargestFile = size_t{1} << 20;

template <typename Number>
bool read_number(const std::string& text, Number* number) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return failure == std::errc() && end == text.data() + text.size();
}

// A boot id is a UUID. [random(4)]
bool is_boot_id(std::string_view text) {
  return text.size() == 36 && text.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

bool take_line(const std::vector<std::string>& line, HeldGovernor* held) {
  if (line.size() == 2 && line[0] == "governor" && names_a_governor(line[1])) {
    held->governor = line[1];
    return true;
  }
  if (line.size() == 3 && line[0] == "before" && names_a_cpu(line[1]) &&
      names_a_governor(line[2])) {
    held->before[line[1]] = line[2];
    return true;
  }
  GovernorHolder holder;
  if (line.size() == 4 && line[0] == "holder" && is_boot_id(line[1]) &&
      read_number(line[2], &holder.pid) && holder.pid > 0 &&
      read_number(line[3], &holder.start_ticks)) {
    holder.boot_id = line[1];
    held->holders.push_back(holder);
    return true;
  }
  return false;
}

bool lives(const GovernorHolder& holder) {
  if (holder.boot_id != boot_id()) return false;
  const auto process = read_process(holder.pid);
  return process && process->start_ticks == holder.start_ticks && process->state != 'Z' &&
         process->state != 'X';
}

void drop_the_dead(HeldGovernor* held) {
  std::erase_if(held->holders, [](const GovernorHolder& holder) { return !lives(holder); });
}

// "powersave, schedutil"
std::string values_of(const GovernorsByCpu& governors) {
  std::set<std::string> values;
  for (const auto& [cpu, value] : governors) values.insert(value);
  return joined(std::vector<std::string>(values.begin(), values.end()), ", ");
}

Error held_by_another(const HeldGovernor& held, std::string_view asked) {
  return Error{fmt::format("the session of process {} holds the CPU governor at {}; it was not set "
                           "to {} under its feet",
                           held.holders.front().pid, held.governor, asked),
               "ask for the same governor, or wait until that session has ended"};
}

}  // namespace

bool operator==(const GovernorHolder& a, const GovernorHolder& b) {
  return a.boot_id == b.boot_id && a.pid == b.pid && a.start_ticks == b.start_ticks;
}

Result<GovernorHolder> governor_holder(pid_t pid) {
  const auto process = read_process(pid);
  if (!process) return Error{"there is no process " + std::to_string(pid), {}};
  return GovernorHolder{boot_id(), pid, process->start_ticks};
}

std::string to_text(const HeldGovernor& held) {
  std::string text = fmt::format("{}\ngovernor {}\n", kHead, held.governor);
  for (const GovernorHolder& holder : held.holders) {
    text += fmt::format("holder {} {} {}\n", holder.boot_id, holder.pid, holder.start_ticks);
  }
  for (const auto& [cpu, value] : held.before) text += fmt::format("before {} {}\n", cpu, value);
  return text;
}

Result<HeldGovernor> read_held_governor(std::string_view text) {
  HeldGovernor held;
  const std::vector<std::string> lines = split(text, '\n');
  bool good = !lines.empty() && lines.front() == kHead;
  for (size_t i = 1; good && i < lines.size(); ++i) {
    good = lines[i].empty() || take_line(words(lines[i]), &held);
  }
  if (!good || held.governor.empty() || held.before.empty()) {
    return Error{"it does not say what governor there was before", {}};
  }
  return held;
}

Result<std::optional<HeldGovernor>> look_at_held_governor(const std::string& state_directory) {
  const std::string path = state_directory + kFile;
  if (access(path.c_str(), F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return std::optional<HeldGovernor>();
  }
  const Result<std::string> text = read_file(path, kLargestFile);
  if (!text) return text.error();
  Result<HeldGovernor> held = read_held_governor(*text);
  if (!held) {
    return with_context("read " + path,
                        Error{held.error().message, "look at the CPUs' governors, then remove it"});
  }
  return std::optional(std::move(*held));
}

bool is_held_by_the_living(const HeldGovernor& held) {
  return std::ranges::any_of(held.holders, lives);
}

Status GovernorHold::take(std::string_view governor, const GovernorHolder& who) {
  // Where there is nothing to hold, nothing is made for it.
  if (const auto present = cpus_.read(); !present) return present.error();
  const auto lock = StateLock::take(state_directory_);
  if (!lock) return with_context("keep what governor there was before", lock.error());
  auto found = load();
  if (!found) return found.error();
  std::optional<HeldGovernor> held = std::move(*found);
  if (held) {
    if (const auto restored = restore_if_abandoned(*held); !restored) return restored.error();
    drop_the_dead(&*held);
    if (held->holders.empty()) held.reset();
  }
  if (held) {
    std::erase(held->holders, who);
    if (!held->holders.empty() && held->governor != governor)
      return held_by_another(*held, governor);
  } else {
    auto before = cpus_.read();
    if (!before) return before.error();
    held = HeldGovernor{.governor = {}, .before = std::move(*before), .holders = {}};
  }
  held->governor = governor;
  held->holders.push_back(who);
  if (Status saved = save(*held); !saved) {
    return with_context("keep what governor there was before", saved.error());
  }
  const Status written = cpus_.write(governor);
  if (!written) (void)put_back(*held);  // the first failure is the one to tell
  return written;
}

Status GovernorHold::release(const GovernorHolder& who) {
  const auto lock = StateLock::take(state_directory_);
  if (!lock) return lock.error();
  auto held = load();
  if (!held) return held.error();
  if (!*held || std::ranges::find((*held)->holders, who) == (*held)->holders.end()) return {};
  HeldGovernor left = **held;
  std::erase(left.holders, who);
  drop_the_dead(&left);
  return left.holders.empty() ? put_back(**held) : save(left);
}

Result<std::optional<std::string>> GovernorHold::restore_abandoned() {
  // Without looking first, every start would make the folder.
  const auto present = state_directory_.empty() ? load() : look_at_held_governor(state_directory_);
  if (!present) return present.error();
  if (!*present) return std::optional<std::string>();
  const auto lock = StateLock::take(state_directory_);
  if (!lock) return lock.error();
  const auto held = load();
  if (!held) return held.error();
  if (!*held) return std::optional<std::string>();
  return restore_if_abandoned(**held);
}

Result<std::optional<std::string>> GovernorHold::restore_if_abandoned(const HeldGovernor& held) {
  if (is_held_by_the_living(held)) return std::optional<std::string>();
  // A reboot has already undone the setting; what stands now is somebody's choice.
  const std::string boot = boot_id();
  const bool rebooted = std::ranges::all_of(
      held.holders, [&](const GovernorHolder& holder) { return holder.boot_id != boot; });
  if (rebooted && !held.holders.empty()) {
    if (Status forgotten = forget(); !forgotten) return forgotten.error();
    return std::optional<std::string>();
  }
  if (Status back = put_back(held); !back) {
    return with_context("put back the CPU governor that a crash left at " + held.governor,
                        back.error());
  }
  return std::optional("the CPU governor, which a session that crashed had left at " +
                       held.governor + ", was put back to " + values_of(held.before));
}

// The file goes only when all is back: else the next start or doctor, after the holders' end, tries
// again.
Status GovernorHold::put_back(const HeldGovernor& held) {
  if (Status back = cpus_.put_back(held.before, held.governor); !back) return back;
  return forget();
}

Result<std::optional<HeldGovernor>> GovernorHold::load() const {
  return state_directory_.empty() ? in_memory_ : look_at_held_governor(state_directory_);
}

Status GovernorHold::save(const HeldGovernor& held) {
  if (!state_directory_.empty()) {
    return write_file_durably(state_directory_ + kFile, to_text(held));
  }
  in_memory_ = held;
  return {};
}

Status GovernorHold::forget() {
  in_memory_.reset();
  if (state_directory_.empty()) return {};
  const std::string path = state_directory_ + kFile;
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return errno_error("remove " + path, errno);
  return {};
}

}  // namespace mutation
