// How Slurm's clients write what they say: lines of "Key=value" fields, numbers, durations, times.
// Pure; nothing here knows what the fields mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/units.h"

namespace mutation {

// The fields of a line of `scontrol show … -o`, in order. A value may hold blanks ("OS=Linux 6.1 #1
// SMP"): what does not look like another field belongs to the one before. Views into `line`.
using SlurmFields = std::vector<std::pair<std::string_view, std::string_view>>;
SlurmFields slurm_fields(std::string_view line);

// The first field of this name, for a later one may be text of somebody's ("Reason="); "" where
// there is none, or it says that there is nothing: "(null)", "N/A", "None", "Unknown".
std::string_view slurm_value(const SlurmFields& fields, std::string_view key);

// Whether the word is one of those with which Slurm says that there is nothing.
bool says_nothing(std::string_view word);

// A whole number without sign; none for anything else.
std::optional<std::uint32_t> slurm_number(std::string_view text);

// "1-02:03:04", "02:03:04", "03:04", "1-02" (days-hours), "1-02:03", "3" (minutes); none for
// anything else, "UNLIMITED", "INFINITE" and "NONE" among it. [sbatch(1), --time]
std::optional<Seconds> slurm_duration(std::string_view text);
// "1-02:03:04" or "02:03:04", rounded up to a whole second. REQUIRES: not negative.
std::string slurm_duration_text(Seconds duration);

// Seconds since 1970, as Slurm's clients write times with SLURM_TIME_FORMAT=%s; none for words.
// [squeue(1), SLURM_TIME_FORMAT]
std::optional<UtcTime> slurm_time(std::string_view text);

// The lines that are not blank, as views into `text`.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace mutation
