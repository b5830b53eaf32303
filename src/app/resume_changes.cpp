#include "app/resume_changes.h"

#include "base/text.h"

namespace mutation {
namespace {

using Texts = std::vector<std::string>;

void compare_file(const std::string& what, const std::string& before, const std::string& now,
                  Texts& changes) {
  if (before == now) return;
  changes.push_back(what + (now.empty() ? " cannot be read any more" : " was changed"));
}

void compare_word(const std::string& what, const std::string& before, const std::string& now,
                  Texts& changes) {
  if (before != now) changes.push_back(what + " was " + before + " and is " + now);
}

std::string own_devices(const SessionInfo& info, std::string Device::*field) {
  Texts all;
  for (const int index : info.own_devices) {
    all.push_back(info.instrumentation.devices[static_cast<size_t>(index)].*field);
  }
  return all.empty() ? "none" : joined(all, ", ");
}

}  // namespace

std::vector<std::string> changes_since(const SessionInfo& before, const SessionInfo& now) {
  Texts changes;
  compare_file("the settings file " + before.settings_file, before.settings_sha256,
               now.settings_sha256, changes);
  compare_file("the catalogue " + before.catalogue_file, before.catalogue_sha256,
               now.catalogue_sha256, changes);
  for (const SessionInfo::Repo& repo : before.repos) {
    for (const SessionInfo::Repo& same : now.repos) {
      if (same.name != repo.name) continue;
      compare_file("the train script of " + repo.name + " (" + repo.train_script + ")",
                   repo.train_script_sha256, same.train_script_sha256, changes);
    }
  }
  compare_word("the host", before.host, now.host, changes);
  compare_word("the GPU", own_devices(before, &Device::id), own_devices(now, &Device::id), changes);
  compare_word("the driver", own_devices(before, &Device::driver_version),
               own_devices(now, &Device::driver_version), changes);
  return changes;
}

}  // namespace mutation
