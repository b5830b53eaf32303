// A session on disk: its folder with everything in it. Opened by one writer; see docs/records.md
// for the files. Main thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/catalogue.h"
#include "model/event.h"
#include "model/journal.h"
#include "model/plan.h"
#include "model/run_record.h"

namespace mutation {

struct SessionInputs {
  std::string settings_text;   // byte for byte as read
  std::string catalogue_text;  // likewise
};

class SessionStore : public RunJournal, public EventSink {
 public:
  // Makes results/run_<YYYYmmdd_HHMMSS> exclusively (with _2, _3 … if taken), writes settings.json,
  // catalogue.json, plan.json and the head of summary.csv, opens session.db and events.jsonl.
  static Result<std::unique_ptr<SessionStore>> create(const std::string& results_directory,
                                                      const Plan& plan, const Catalogue& catalogue,
                                                      const SessionInputs& inputs,
                                                      const Instant& now);

  virtual const std::string& name() const = 0;
  virtual const std::string& directory() const = 0;  // absolute
  // Writes the session's row; from here on records refer to it.
  virtual Status begin_session(const SessionInfo& info) = 0;
  // `ended_by` is "" at the regular end.
  virtual Status end_session(const Instant& at, const std::string& ended_by) = 0;
  // Events that could not be written (the first reason); told at the end, never stops a run.
  virtual std::optional<Error> event_error() const = 0;
};

}  // namespace mutation
