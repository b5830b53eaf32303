#include "settings/object_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// "5", "0.5"; whole ends without ".0".
std::string bound_text(double bound) {
  const bool whole = bound == static_cast<double>(static_cast<std::int64_t>(bound));
  return whole ? std::to_string(static_cast<std::int64_t>(bound)) : shortest(bound);
}

}  // namespace

void ProblemList::add(int line, std::string path, std::string text, std::string suggestion) {
  problems_.emplace(line,
                    Problem{file_, line, std::move(path), std::move(text), std::move(suggestion)});
}

void ProblemList::add(std::vector<Problem> problems) {
  for (Problem& problem : problems) {
    const int line = problem.line;
    problems_.emplace(line, std::move(problem));
  }
}

std::vector<Problem> ProblemList::take() {
  std::vector<Problem> sorted;
  for (auto& [line, problem] : problems_) sorted.push_back(std::move(problem));
  problems_.clear();
  return sorted;
}

void report_wrong_type(ProblemList& problems, const JsonPlace& place, std::string_view must_be,
                       std::string suggestion) {
  if (place.node->kind == JsonKind::unusable) return;
  problems.add(place.node->line, place.path,
               fmt::format("must be {}, but is {}", must_be, description(*place.node)),
               std::move(suggestion));
}

std::optional<std::string> read_text(const JsonPlace& place, ProblemList& problems) {
  if (place.node->kind == JsonKind::text) return place.node->text;
  report_wrong_type(problems, place, "a text");
  return std::nullopt;
}

std::optional<std::int64_t> read_whole(const JsonPlace& place, std::int64_t low, std::int64_t high,
                                       ProblemList& problems) {
  const JsonNode& node = *place.node;
  if (node.kind == JsonKind::integer && node.integer >= low && node.integer <= high) {
    return node.integer;
  }
  report_wrong_type(problems, place, fmt::format("a whole number from {} to {}", low, high));
  return std::nullopt;
}

std::optional<double> read_number(const JsonPlace& place, NumberBounds bounds,
                                  ProblemList& problems) {
  const JsonNode& node = *place.node;
  if (node.kind == JsonKind::integer || node.kind == JsonKind::real) {
    const double value =
        node.kind == JsonKind::real ? node.real : static_cast<double>(node.integer);
    if (value >= bounds.low && value <= bounds.high) return value;
  }
  report_wrong_type(
      problems, place,
      fmt::format("a number from {} to {}", bound_text(bounds.low), bound_text(bounds.high)));
  return std::nullopt;
}

std::optional<std::vector<JsonPlace>> read_items(const JsonPlace& place, ProblemList& problems) {
  if (place.node->kind != JsonKind::array) {
    std::string wrap;
    if (place.node->kind == JsonKind::text)
      wrap = fmt::format("write [{}]", in_quotes(place.node->text));
    if (place.node->kind == JsonKind::integer)
      wrap = fmt::format("write [{}]", place.node->integer);
    report_wrong_type(problems, place, "an array", wrap);
    return std::nullopt;
  }
  std::vector<JsonPlace> items;
  for (const JsonNode& child : place.node->children) {
    items.push_back({&child, item_path(place.path, items.size())});
  }
  return items;
}

std::optional<std::vector<JsonPlace>> read_distinct_texts(const JsonPlace& place,
                                                          ProblemList& problems) {
  const auto items = read_items(place, problems);
  if (!items) return std::nullopt;
  std::vector<JsonPlace> good;
  std::unordered_set<std::string> seen;
  for (const JsonPlace& item : *items) {
    const auto text = read_text(item, problems);
    if (!text) continue;
    if (text->empty()) {
      problems.add(item.node->line, item.path, "must not be empty");
    } else if (!seen.insert(*text).second) {
      problems.add(item.node->line, item.path, fmt::format("{} stands twice", in_quotes(*text)),
                   "keep one of them");
    } else {
      good.push_back(item);
    }
  }
  return good;
}

bool is_prose_key(std::string_view key) {
  for (const std::string_view word : {"comment", "note", "notes", "description", "version"}) {
    if (key == word) return true;
  }
  for (const std::string_view prefix : {"_", "estimated_", "target_", "expected_"}) {
    if (key.starts_with(prefix)) return true;
  }
  return false;
}

bool is_prose_name(std::string_view key) {
  return key == "comment" || key.starts_with('_');
}

std::vector<JsonPlace> named_members(const JsonPlace& object) {
  std::vector<JsonPlace> members;
  for (const JsonNode& child : object.node->children) {
    if (!is_prose_name(child.key)) {
      members.push_back({&child, member_path(object.path, child.key)});
    }
  }
  return members;
}

ObjectReader::ObjectReader(JsonPlace object, ProblemList& problems)
    : object_(std::move(object)), problems_(problems) {
  MUTATION_CHECK(object_.node && object_.node->kind == JsonKind::object);
}

bool ObjectReader::only_prose() const {
  return std::ranges::all_of(object_.node->children, is_prose_key, &JsonNode::key);
}

std::optional<JsonPlace> ObjectReader::take(std::string_view key) {
  asked_.emplace_back(key);
  const JsonNode* member = find_member(*object_.node, key);
  if (!member) return std::nullopt;
  return JsonPlace{member, member_path(object_.path, key)};
}

std::optional<std::string> ObjectReader::text(std::string_view key) {
  const auto place = take(key);
  return place ? read_text(*place, problems_) : std::nullopt;
}

std::optional<int> ObjectReader::whole(std::string_view key, int low, int high) {
  const auto place = take(key);
  const auto value = place ? read_whole(*place, low, high, problems_) : std::nullopt;
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::optional<double> ObjectReader::number(std::string_view key, NumberBounds bounds) {
  const auto place = take(key);
  return place ? read_number(*place, bounds, problems_) : std::nullopt;
}

std::optional<bool> ObjectReader::boolean(std::string_view key) {
  const auto place = take(key);
  if (!place) return std::nullopt;
  if (place->node->kind == JsonKind::boolean) return place->node->boolean;
  report_wrong_type(problems_, *place, "true or false");
  return std::nullopt;
}

std::optional<JsonPlace> ObjectReader::object(std::string_view key) {
  const auto place = take(key);
  if (!place || place->node->kind == JsonKind::object) return place;
  report_wrong_type(problems_, *place, "an object");
  return std::nullopt;
}

std::string ObjectReader::prose(std::string_view key) const {
  const JsonNode* member = find_member(*object_.node, key);
  return member ? member->text : "";
}

void ObjectReader::missing(std::string_view key, std::string suggestion) {
  problems_.add(line(), path(), fmt::format("{} is missing", in_quotes(key)),
                std::move(suggestion));
}

void ObjectReader::report(std::string_view key, std::string text, std::string suggestion) {
  const JsonNode* member = find_member(*object_.node, key);
  problems_.add(member ? member->line : line(), member ? member_path(path(), key) : path(),
                std::move(text), std::move(suggestion));
}

void ObjectReader::refuse(std::string_view key, std::string text, std::string suggestion) {
  if (!has(key)) return;
  refused_.emplace_back(key);
  report(key, std::move(text), std::move(suggestion));
}

void ObjectReader::finish() {
  for (const JsonNode& member : object_.node->children) {
    const auto among = [&](const std::vector<std::string>& keys) {
      return std::ranges::find(keys, member.key) != keys.end();
    };
    if (is_prose_key(member.key) || among(asked_) || among(refused_)) continue;
    problems_.add(member.key_line, member_path(path(), member.key), "unknown key",
                  suggestion_for(member.key, asked_));
  }
}

std::optional<JsonPlace> take_either(ObjectReader& reader, std::string_view key,
                                     std::string_view other) {
  const auto own = reader.take(key);
  const auto old = reader.take(other);
  if (own && old) {
    reader.report(other, fmt::format("means the same as {}, which stands here too", in_quotes(key)),
                  "keep one of them");
  }
  return own ? own : old;
}

}  // namespace mutation
