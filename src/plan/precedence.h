// Which level wins where several say something: the command line's flags, the entry, its foreground
// block, the top level, the defaults. The only place that knows the order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/plan.h"
#include "model/settings.h"

namespace mutation {

// Flag, entry, foreground, top level, 1.
int runs_of(const Entry& entry, const Settings& settings, const SettingsOverrides& overrides);
// Flag, entry (which has its foreground's where it has none), top level; none: a number of runs.
std::optional<RepeatUntil> repeat_until_of(const Entry& entry, const Settings& settings,
                                           const SettingsOverrides& overrides);
// Likewise; the least number where runs are made until an interval is narrow; 1.
int repeat_of(const Entry& entry, const Settings& settings, const SettingsOverrides& overrides);
// Flag, top level.
Order order_of(const Settings& settings, const SettingsOverrides& overrides);
// Whether draws are compared with what was run or planned before, and with which files. Each by
// itself: entry, top level; where nobody says whether: when files are named.
struct Deduplication {
  bool on = false;
  std::vector<std::string> files;  // none where it is off
};
Deduplication deduplication_of(const Entry& entry, const Settings& settings);
// Flag, entry, top level, 2.
int max_retries_of(const Entry& entry, const Settings& settings,
                   const SettingsOverrides& overrides);
// Each by itself: flag, entry, top level, default; the timeout's is that of the foreground's repo.
Timings timings_of(const RepoSpec& repo, const Entry& entry, const Settings& settings,
                   const SettingsOverrides& overrides);
// Each by itself: flag, entry, top level, default.
RunRules rules_of(const Entry& entry, const Settings& settings, const SettingsOverrides& overrides);
// Each by itself: flag, top level, default.
SessionLimits limits_of(const Settings& settings, const SettingsOverrides& overrides);
// Each by itself: flag, top level.
Tariff tariff_of(const Settings& settings, const SettingsOverrides& overrides);
// Flag, entry, top level; empty: nobody says.
std::vector<std::string> devices_of(const Entry& entry, const Settings& settings,
                                    const SettingsOverrides& overrides);
// Entry, top level, the repo's in the catalogue, each name by itself. Each name once, in the order
// in which the names first appear from the catalogue on.
Environment environment_of(const RepoSpec& repo, const Entry& entry, const Settings& settings);

}  // namespace mutation
