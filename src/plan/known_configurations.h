// Which configurations are not to be drawn (again): those of historical files and of what is
// planned already. Pure: the files have been read.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/history.h"
#include "model/settings.h"
#include "plan/configuration_key.h"

namespace mutation {

// The paths of all historical files that the entries' draws are compared with, each once, as the
// settings name them.
std::vector<std::string> history_files(const Settings& settings);

// The sum over several counts.
using KnownConfigurations = std::vector<const ConfigurationCounts*>;
int times_known(const KnownConfigurations& known, const ConfigurationKey& key);

// The files' configurations by key, as one entry needs them.
class PastConfigurations {
 public:
  // Records of repos that the catalogue does not have, or that name none, are left out; `notes`
  // tells of each file how much of it concerns the settings' models.
  PastConfigurations(const Settings& settings, const Catalogue& catalogue, const History& history,
                     std::vector<std::string>& notes);

  // Those of the files that the entry is compared with. Valid as long as this lives.
  KnownConfigurations of(const Entry& entry, const Settings& settings) const;

 private:
  std::map<std::string, ConfigurationCounts> files_;
};

}  // namespace mutation
