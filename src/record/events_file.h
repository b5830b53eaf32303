// events.jsonl: a line of JSON for each event. The terminal and every later viewer need nothing
// else. Writing it never stops a run: the first error is kept and told at the end.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/event.h"
#include "record/append_file.h"

namespace mutation {

class EventsFile {
 public:
  static Result<EventsFile> open(const std::string& path);

  void append(const Event& event);
  const std::optional<Error>& error() const { return error_; }
  // Something else that must not stop a run, told in the same way.
  void remember(const Error& error);

 private:
  explicit EventsFile(AppendFile file) : file_(std::move(file)) {}
  AppendFile file_;
  std::optional<Error> error_;
};

}  // namespace mutation
