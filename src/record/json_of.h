// The structs of model/ as JSON, one function a struct. Field names carry their units; what is
// absent is null. Every moment `x` stands as three fields: `x` (UTC, ISO 8601, microseconds),
// `x_monotonic_seconds` and `x_boot_seconds`. from_json.h reads them back.
#pragma once

#include <optional>
#include <string>

#include "model/consumption.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/sample.h"
#include "model/session_info.h"
#include "record/json.h"

namespace mutation {

// Vocabulary.
Json json_of(const Value& value);
Json json_of(const Hyperparameters& hyperparameters);  // an object, in order
Json json_of(const Environment& environment);          // an object
// The three fields of a moment; null each when the moment is not set.
void put_instant(Json& object, const std::string& name, const std::optional<Instant>& instant);

// The plan.
Json json_of(const PlannedTraining& training);
Json json_of(const Timings& timings);  // under the names of the settings file
Json json_of(const RunRules& rules);   // likewise
Json json_of(const RepeatUntil& until);
Json json_of(const PlannedRun& run);
Json json_of(const SessionLimits& limits);
Json json_of(const Tariff& tariff);  // null where neither price nor intensity is given
Json json_of(const Plan& plan);

// The session.
Json json_of(const Device& device);
Json json_of(const Instrumentation& instrumentation);
Json json_of(const Absence& absence);
Json json_of(const FitnessFact& fact);
// With what it comes to by the tariff.
Json json_of(const Consumption& consumption, const Tariff& tariff);
Json json_of(const SessionInfo::Repo& repo);
Json json_of(const BatchTask& task);
Json json_of(const SessionInfo& info);

// A run's figures and verdicts.
Json json_of(const Reason& reason);
Json json_of(const UncertaintyPart& part);
Json json_of(const DeviceEnergy& energy);
Json json_of(const PhaseRecord& phase);
Json json_of(const CoolingRecord& cooling);
Json json_of(const BackgroundRun& run);
Json json_of(const LoadRecord& load);
Json json_of(const StopRecord& stop);
Json json_of(const StrangerRecord& stranger);
Json json_of(const ThrottlingRecord& throttling);
Json json_of(const CopyRecord& copy);
Json json_of(const ReaderStatistics& reader);
Json json_of(const EnergyMetrics& energy);         // the Python tool's names first
Json json_of(const std::vector<Metric>& metrics);  // an object
Json json_of(const AttemptRecord& attempt);
Json json_of(const Provenance& provenance);

}  // namespace mutation
