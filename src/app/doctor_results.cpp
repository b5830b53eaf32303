// The doctor's look at where records go: whether they may be written there, on what, with how much
// room, and who writes there now.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/doctor_finding.h"
#include "base/text.h"
#include "campaign/machine_lock.h"
#include "model/noise_floor.h"
#include "os/disk_space.h"
#include "record/file_system.h"
#include "record/read_session.h"
#include "record/session_list.h"
#include "record/session_lock.h"
#include "record/session_roles.h"

namespace mutation {
namespace {

constexpr double kBytesOfGigabyte = 1e9;
// The newest; each takes about a millisecond.
constexpr std::size_t kMostSessionsLookedAt = 200;
constexpr std::uint64_t kLittle = 1'000'000'000;

// The folder itself, or the nearest one above it that there is.
std::string nearest(const std::string& path) {
  std::filesystem::path there = path;
  std::error_code failure;
  while (!std::filesystem::exists(there, failure) && there.has_relative_path()) {
    there = there.parent_path();
  }
  return there.empty() ? "." : there.string();
}

bool is_read_only(const std::string& folder) {
  struct statvfs status {};
  return statvfs(folder.c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

void examine_room(const std::string& folder, Findings& findings) {
  const Result<DiskSpace> space = disk_space(folder);
  if (!space) return;
  const bool full = space->free_bytes == 0 || !space->has_free_files;
  const bool little = space->free_bytes < kLittle;
  findings.push_back({.name = "disk space",
                      .state = full     ? FindingState::missing
                               : little ? FindingState::limited
                                        : FindingState::ok,
                      .found = fmt::format("{:.1f} GB free for this user in {}{}",
                                           double(space->free_bytes) / kBytesOfGigabyte, folder,
                                           space->has_free_files ? "" : ", no free inode"),
                      .meaning = "records of an hour take some 10 MB, besides what trainings print",
                      .remedy = little || full ? "free some space, or name another folder with "
                                                 "--results"
                                               : "",
                      .stops_sessions = full});
}

void examine_file_system(const std::string& folder, Findings& findings) {
  const std::string network = network_file_system(folder);
  findings.push_back(
      {.name = "file system",
       .state = network.empty() ? FindingState::ok : FindingState::limited,
       .found = network.empty() ? "local" : network + ", which may lie on another machine",
       .meaning = network.empty() ? "what is written is on disk when the kernel says so"
                                  : "what a crash of the server loses is out of our hands, and the "
                                    "trainings' figures share the network",
       .remedy = network.empty() ? "" : "name a local folder with --results"});
}

// As root in somebody else's folder.
void examine_owner(const std::string& folder, Findings& findings) {
  struct stat status {};
  if (geteuid() != 0 || stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return;
  findings.push_back(
      {.name = "owner of the results folder",
       .state = FindingState::limited,
       .found = fmt::format("{} belongs to user {}", folder, status.st_uid),
       .meaning = "records will belong to root, and that user can put others in their place",
       .remedy = "start it with sudo from that user's account"});
}

}  // namespace

void examine_results(const DoctorView& view, Findings& findings) {
  const std::string folder = nearest(view.results);
  const bool read_only = is_read_only(folder);
  const bool may = faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  const bool is_folder = std::filesystem::is_directory(folder);
  const bool good = may && !read_only && is_folder;
  findings.push_back(
      {.name = "results folder",
       .state = good ? FindingState::ok : FindingState::missing,
       .found = view.results + (good         ? " may be written"
                                : read_only  ? " lies on a read-only file system"
                                : !is_folder ? " is no folder"
                                             : ": user " + view.user + " may not write there"),
       .meaning = good ? "sessions are recorded there" : "no session can be recorded",
       .remedy = good ? "" : "name another folder with --results DIR",
       .stops_sessions = !good});
  if (!is_folder) return;
  examine_room(folder, findings);
  examine_file_system(folder, findings);
  examine_owner(folder, findings);
}

namespace {

// The machine's name as records have it.
std::string this_host() {
  utsname names{};
  uname(&names);
  return names.nodename;
}

std::vector<const Device*> calibrated_gpus(const SessionInfo& info) {
  std::vector<const Device*> gpus;
  for (const int index : info.own_devices) {
    const Device& device = info.instrumentation.devices[static_cast<std::size_t>(index)];
    if (device.kind == DeviceKind::gpu) gpus.push_back(&device);
  }
  return gpus;
}

// Of another machine, or of the simulated GPU where a real one is measured, it says nothing here.
bool holds_here(const SessionInfo& info, const DoctorView& view) {
  const bool simulated = std::ranges::any_of(
      calibrated_gpus(info), [](const Device* device) { return device->simulated; });
  return info.host == this_host() &&
         simulated == (view.options->measure.gpu == GpuChoice::simulated);
}

// "NVIDIA H100 (GPU-1)", so that who has put another GPU in sees it.
std::string calibrated_text(const SessionInfo& info) {
  std::vector<std::string> texts;
  for (const Device* device : calibrated_gpus(info))
    texts.push_back(device->name + " (" + device->id + ")");
  return texts.empty() ? "the CPUs alone" : joined(texts, ", ");
}

}  // namespace

void examine_noise_floor(const DoctorView& view, Findings& findings) {
  DoctorFinding finding{.name = "noise floor",
                        .state = FindingState::limited,
                        .found = "no calibration of this machine is known in " + view.results,
                        .meaning = "which differences are noise on this machine is not known",
                        .remedy = "mutation calibrate"};
  std::vector<std::string> names = session_names(view.results);
  std::ranges::reverse(names);
  if (names.size() > kMostSessionsLookedAt) names.resize(kMostSessionsLookedAt);
  for (const std::string& name : names) {
    const Result<int> runs = succeeded_runs(view.results + "/" + name, Role::calibration);
    if (!runs || *runs < kFewestCalibrationRuns) continue;
    const Result<SessionInfo> info = read_latest_info(view.results + "/" + name);
    if (!info || !holds_here(*info, view)) continue;
    finding.state = FindingState::ok;
    finding.found =
        fmt::format("{} calibrated by {} runs in {}", calibrated_text(*info), *runs, name);
    finding.meaning = "differences below it are shown as noise";
    finding.remedy.clear();
    break;
  }
  findings.push_back(std::move(finding));
}

void examine_other_sessions(const DoctorView& view, Findings& findings) {
  DoctorFinding finding{.name = "other sessions",
                        .found = "none runs on this machine",
                        .meaning = "sessions at the same time share CPU energy and heat"};
  if (const std::string holder = machine_holder(); !holder.empty()) {
    finding.state = FindingState::limited;
    finding.found = "one runs: " + holder;
    finding.remedy = "wait until it has ended; a second one is refused without --share-machine";
  }
  for (const std::string& name : session_names(view.results)) {
    if (!has_writer(view.results + "/" + name)) continue;
    finding.state = FindingState::limited;
    finding.found = name + " is being written";
    finding.remedy = "wait until it has ended: mutation status " + shell_quoted(name);
  }
  findings.push_back(std::move(finding));
}

}  // namespace mutation
