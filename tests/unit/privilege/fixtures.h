// What the tests of privilege/ share: a fake /sys, and processes in which root is given up for
// good.
#pragma once

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "base/text.h"
#include "os/file.h"
#include "privilege/privileges.h"

namespace mutation {

// A folder for one test that every user may look into; removed afterwards.
class Scratch {
 public:
  Scratch() {
    char name[] = "/tmp/privilege_test_XXXXXX";
    path_ = mkdtemp(name);
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// A machine with CPUs that have a governor, under a root of its own.
class FakeCpus {
 public:
  void add(const std::string& cpu, const std::string& governor) {
    std::filesystem::create_directories(folder(cpu) + "/cpufreq");
    write(folder(cpu) + "/cpufreq/scaling_governor", governor + "\n");
  }
  void take_offline(const std::string& cpu) { write(folder(cpu) + "/online", "0\n"); }
  std::string governor_of(const std::string& cpu) const {
    const auto text = read_file(folder(cpu) + "/cpufreq/scaling_governor");
    return text ? std::string(trimmed(*text)) : to_text(text.error());
  }
  std::string folder(const std::string& cpu) const {
    return scratch_.path() + "/sys/devices/system/cpu/" + cpu;
  }
  // What the driver offers on that CPU.
  void offer(const std::string& cpu, const std::string& governors) {
    write(folder(cpu) + "/cpufreq/scaling_available_governors", governors + "\n");
  }
  void set(const std::string& cpu, const std::string& governor) { add(cpu, governor); }
  const std::string& root() const { return scratch_.path(); }
  // In place of /run/mutation; not there until something is kept in it.
  std::string state() const { return scratch_.path() + "/run/mutation"; }

 private:
  static void write(const std::string& path, const std::string& text) {
    MUTATION_CHECK(write_file_durably(path, text).ok());
  }
  Scratch scratch_;
};

inline InvokingUser nobody() {
  return {.uid = 65534, .gid = 65534, .name = "nobody", .home = "/nonexistent"};
}

// Runs `act` in a child and gives its exit code: 0 when `act` gave "", else 1, with what it gave on
// standard error. -1: it died of a signal.
template <typename Act>
int in_a_child(Act act) {
  const pid_t pid = fork();
  if (pid == 0) {
    const std::string complaint = act();
    if (!complaint.empty()) (void)write_all(2, complaint + "\n", "standard error");
    _exit(complaint.empty() ? 0 : 1);
  }
  int status = 0;
  MUTATION_CHECK(waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace mutation

// In in_a_child(): ends it with what did not hold.
#define REQUIRE(condition)                                       \
  do {                                                           \
    if (!(condition)) return std::string("not so: " #condition); \
  } while (false)
