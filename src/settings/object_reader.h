// Reads one JSON object key by key: every key is asked for with its type and range, and whatever
// nobody asked for is a problem. What is wrong goes into a list and reading goes on, so that all
// problems of a file come together. Knows no particular file format.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "settings/json_tree.h"
#include "settings/problem.h"

namespace mutation {

// All problems of one file.
class ProblemList {
 public:
  explicit ProblemList(std::string file) : file_(std::move(file)) {}

  void add(int line, std::string path, std::string text, std::string suggestion = {});
  void add(std::vector<Problem> problems);
  size_t size() const { return problems_.size(); }
  bool empty() const { return problems_.empty(); }
  // In the order of lines, and of reporting within a line; the list is empty afterwards.
  std::vector<Problem> take();

 private:
  std::string file_;
  std::multimap<int, Problem> problems_;  // by line
};

// A value with where it stands, to be read or reported.
struct JsonPlace {
  const JsonNode* node = nullptr;
  std::string path;
};

// "must be a text, but is an array" and the like; silent for a value that was reported before.
void report_wrong_type(ProblemList& problems, const JsonPlace& place, std::string_view must_be,
                       std::string suggestion = {});

// Both ends belong to it.
struct NumberBounds {
  double low = 0;
  double high = 0;
};

// Values by type; a problem and nothing where the type or range is another.
std::optional<std::string> read_text(const JsonPlace& place, ProblemList& problems);
std::optional<std::int64_t> read_whole(const JsonPlace& place, std::int64_t low, std::int64_t high,
                                       ProblemList& problems);
// Whole numbers are numbers too.
std::optional<double> read_number(const JsonPlace& place, NumberBounds bounds,
                                  ProblemList& problems);
// The items with their paths; nothing when it is no array.
std::optional<std::vector<JsonPlace>> read_items(const JsonPlace& place, ProblemList& problems);
// An array of texts, none empty and none twice. Items that are wrong are reported and left out.
std::optional<std::vector<JsonPlace>> read_distinct_texts(const JsonPlace& place,
                                                          ProblemList& problems);

// Whether a key is for people only and may hold anything: comment, note, notes, description,
// version, _…, estimated_…, target_…, expected_….
bool is_prose_key(std::string_view key);
// The same in objects whose keys are names (of hyperparameters, metrics, repos): comment and _….
bool is_prose_name(std::string_view key);

// The members of an object whose keys are names, without prose.
std::vector<JsonPlace> named_members(const JsonPlace& object);

class ObjectReader {
 public:
  // REQUIRES: the place is an object that outlives the reader.
  ObjectReader(JsonPlace object, ProblemList& problems);

  const JsonPlace& place() const { return object_; }
  const std::string& path() const { return object_.path; }
  int line() const { return object_.node->line; }
  ProblemList& problems() { return problems_; }
  bool has(std::string_view key) const { return find_member(*object_.node, key) != nullptr; }
  // Whether all its keys are prose.
  bool only_prose() const;

  // Consumes the key. Nothing: not there, or wrong and reported.
  std::optional<JsonPlace> take(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<int> whole(std::string_view key, int low, int high);
  std::optional<double> number(std::string_view key, NumberBounds bounds);
  std::optional<bool> boolean(std::string_view key);
  std::optional<JsonPlace> object(std::string_view key);
  // For people only: "" when it is not there or no text; never a problem.
  std::string prose(std::string_view key) const;

  // A problem at the object: "\"repo\" is missing".
  void missing(std::string_view key, std::string suggestion = {});
  // A problem at a key, or at the object where the key is not there.
  void report(std::string_view key, std::string text, std::string suggestion = {});
  // Consumes a key that has no business here; a problem if it is there.
  void refuse(std::string_view key, std::string text, std::string suggestion = {});
  // Consumes a key that may stand here and means nothing; it is suggested to nobody.
  void pass_over(std::string_view key) { refused_.emplace_back(key); }
  // The keys that were asked for: those that may stand here.
  const std::vector<std::string>& asked() const { return asked_; }
  // Every key that was not consumed and is no prose is a problem.
  void finish();

 private:
  JsonPlace object_;
  ProblemList& problems_;
  std::vector<std::string> asked_;    // keys that may stand here
  std::vector<std::string> refused_;  // keys that were reported or passed over
};

// Consumes both keys, which mean the same, and gives the one that is there; a problem where both
// are.
std::optional<JsonPlace> take_either(ObjectReader& reader, std::string_view key,
                                     std::string_view other);

}  // namespace mutation
