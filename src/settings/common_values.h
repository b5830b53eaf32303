// Values that settings files and catalogues share: hyperparameters and environments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/value.h"
#include "settings/object_reader.h"

namespace mutation {

// A value as the declared type wants it, exactly. integer: 10 or 10.0; real: any number (1 becomes
// 1.0); text: any text, number or boolean. A problem and nothing for everything else.
std::optional<Value> read_value(const JsonPlace& place, HyperparameterType type,
                                ProblemList& problems);

// A text that has choices is one of them, wherever it is given; a problem if not. Choices of
// numbers bound draws only.
bool check_choice(const JsonPlace& place, const HyperparameterSpec& spec, const Value& value,
                  ProblemList& problems);
// Both of these.
std::optional<Value> read_value_of(const JsonPlace& place, const HyperparameterSpec& spec,
                                   ProblemList& problems);

// Python regular expressions, each checked; a problem and nothing ("" or left out) for one that
// cannot be used. "" where the key is not there.
std::string read_pattern(ObjectReader& reader, std::string_view key);
std::vector<std::string> read_patterns(ObjectReader& reader, std::string_view key);
// Whether it can be used; a problem at its place if not.
bool check_pattern_at(const JsonPlace& place, const std::string& pattern, ProblemList& problems);

// An object of texts, one for each environment variable. Names that the program sets itself are
// problems.
Environment read_environment(ObjectReader& reader, std::string_view key);

}  // namespace mutation
