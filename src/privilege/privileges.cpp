#include "privilege/privileges.h"

#include <errno.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <charconv>
#include <vector>

namespace mutation {
namespace {

constexpr const char* kHowToStayRoot = "to run as root itself, unset SUDO_UID and SUDO_GID";

std::optional<std::string> variable(const char* name) {
  const char* const value = getenv(name);
  return value ? std::optional<std::string>(value) : std::nullopt;
}

// The largest value is no id: it means "unchanged" to setresuid(2).
Result<id_t> id_from(const char* name, const std::string& text) {
  id_t id = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  if (!whole || id == static_cast<id_t>(-1)) {
    return Error{fmt::format("{}={} is not an id", name, text), kHowToStayRoot};
  }
  return id;
}

std::vector<gid_t> groups_of(const InvokingUser& user) {
  int count = 64;
  std::vector<gid_t> groups(static_cast<size_t>(count));
  if (getgrouplist(user.name.c_str(), user.gid, groups.data(), &count) < 0) {
    // `count` is now how many there are.
    groups.resize(static_cast<size_t>(count));
    if (getgrouplist(user.name.c_str(), user.gid, groups.data(), &count) < 0) return {user.gid};
  }
  groups.resize(static_cast<size_t>(count));
  return groups;
}

Status change_ids(const InvokingUser& user) {
  const std::vector<gid_t> groups = groups_of(user);
  if (setgroups(groups.size(), groups.data()) != 0) {
    return errno_error("take the groups of user " + user.name, errno);
  }
  if (setresgid(user.gid, user.gid, user.gid) != 0) {
    return errno_error(fmt::format("become group {}", user.gid), errno);
  }
  if (setresuid(user.uid, user.uid, user.uid) != 0) {
    return errno_error(fmt::format("become user {}", user.uid), errno);
  }
  return {};
}

// A kernel that keeps capabilities over setresuid (securebits) would let root be taken back.
Status check_no_way_back(const InvokingUser& user) {
  uid_t uids[3] = {};
  gid_t gids[3] = {};
  getresuid(&uids[0], &uids[1], &uids[2]);
  getresgid(&gids[0], &gids[1], &gids[2]);
  for (const uid_t uid : uids) {
    if (uid != user.uid) return Error{"a user id of root is left after the drop", {}};
  }
  for (const gid_t gid : gids) {
    if (gid != user.gid) return Error{"a group id of root is left after the drop", {}};
  }
  if (setuid(0) == 0 || setgid(0) == 0) {
    return Error{"root could be taken back after the drop",
                 "the capabilities of this environment survive a change of user"};
  }
  return {};
}

}  // namespace

SudoVariables sudo_variables() {
  return {variable("SUDO_UID"), variable("SUDO_GID"), variable("SUDO_USER")};
}

Result<std::optional<InvokingUser>> invoking_user(const SudoVariables& variables) {
  if (!variables.uid) return std::optional<InvokingUser>();
  const Result<id_t> uid = id_from("SUDO_UID", *variables.uid);
  if (!uid) return uid.error();
  if (*uid == 0) return std::optional<InvokingUser>();
  const Result<id_t> gid = id_from("SUDO_GID", variables.gid.value_or(""));
  if (!gid) return gid.error();
  if (*gid == 0) return Error{"SUDO_GID=0 names the group root", kHowToStayRoot};

  const passwd* const entry = getpwuid(*uid);
  if (entry) return std::optional(InvokingUser{*uid, *gid, entry->pw_name, entry->pw_dir});
  return std::optional(
      InvokingUser{*uid, *gid, variables.user.value_or(std::to_string(*uid)), "/"});
}

Status drop_to(const InvokingUser& user) {
  MUTATION_CHECK(user.uid != 0 && user.gid != 0);
  if (Status changed = change_ids(user); !changed) return changed;
  if (Status checked = check_no_way_back(user); !checked) return checked;
  // The kernel does this at setresuid(2) too, unless fs.suid_dumpable says otherwise.
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return errno_error("close the program to its user", errno);
  setenv("HOME", user.home.c_str(), 1);
  setenv("USER", user.name.c_str(), 1);
  setenv("LOGNAME", user.name.c_str(), 1);
  return {};
}

std::string to_text(Privileges privileges, uid_t uid) {
  switch (privileges) {
    case Privileges::user:
      return fmt::format("user {}", uid);
    case Privileges::root:
      return "root";
    case Privileges::dropped:
      return fmt::format("user {} (dropped from root)", uid);
  }
  MUTATION_CHECK(false);
}

}  // namespace mutation
