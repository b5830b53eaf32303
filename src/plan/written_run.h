// A run written out in full: what all runs of an entry share, and what its configuration adds.
#pragma once

#include <string>

#include "model/catalogue.h"
#include "model/plan.h"
#include "model/settings.h"
#include "plan/configuration_key.h"

namespace mutation {

// What a whole plan is made from.
struct PlanSources {
  const Settings& settings;
  const Catalogue& catalogue;
  const SettingsOverrides& overrides;
  const std::string& root;  // absolute; the catalogue's paths are relative to it
};

// REQUIRES: settings/ has checked that it is there.
const RepoSpec& repo_of(const PlanSources& sources, const TrainingRequest& request);

// What all runs of the entry share: all but the foreground's hyperparameters and what follows from
// them, its place in the plan and its waits.
PlannedRun shared_run(const PlanSources& sources, const Entry& entry);

// `hyperparameters`: what is passed; those that the request does not give were drawn.
void set_hyperparameters(const RepoSpec& repo, const TrainingRequest& request,
                         Hyperparameters hyperparameters, PlannedTraining& training);

// The key of a run: of its foreground's configuration, of all of its background's, and of its
// circumstances. `shared`: the entry's shared_run().
ConfigurationKey run_key(ConfigurationKey foreground, const PlanSources& sources,
                         const Entry& entry, const PlannedRun& shared);

}  // namespace mutation
