// Keys that stand in settings files of the past, that no program ever read, and that cannot change
// a run: they pass, with a note. The list is published in docs/settings.md. A key that could change
// a run must not stand here.
#pragma once

#include <span>
#include <string_view>

#include "settings/training_reader.h"

namespace mutation {

// At the top level, and in entries.
std::span<const std::string_view> historical_top_keys();
std::span<const std::string_view> historical_entry_keys();

// Consumes those of them that are there and notes them.
void pass_historical_keys(ObjectReader& reader, std::span<const std::string_view> keys,
                          SettingsContext& context);

// Consumes "background" at the top level where it is prose: an object that says nothing of a
// training. Whether it was.
bool pass_prose_background(ObjectReader& top, SettingsContext& context);

// Consumes "deduplication", an object that describes it; a problem where it claims something else
// than `use_deduplication` says.
void check_described_deduplication(ObjectReader& top, SettingsContext& context);

// "mutation_strategy" describes how the file's values came about; a problem where the file has
// values drawn, for it would not be followed.
void check_described_strategy(ObjectReader& top, const std::vector<Entry>& entries);

// Whether an entry has nothing but prose and such keys.
bool has_nothing_to_run(const JsonNode& entry);

}  // namespace mutation
