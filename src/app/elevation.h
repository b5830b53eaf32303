// What a session does as root and as whom it runs: opens what only root may open, keeps the root
// helper, and drops to the invoking user for good, before any settings are read
// (privilege/privileges.h has the order).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/monitor.h"
#include "model/session_info.h"
#include "privilege/governor.h"
#include "privilege/privileges.h"
#include "privilege/root_helper.h"

namespace mutation {

class Elevation {
 public:
  // REQUIRES: a single thread, nothing read or written yet.
  static Result<std::unique_ptr<Elevation>> settle(const MeasureOptions& measure);

  // As the user that the session runs as; takes the sources that were opened as root.
  Result<std::unique_ptr<Monitor>> open_monitor(const MeasureOptions& measure);
  // What a session started as root goes without, for its notes.
  const std::vector<std::string>& notes() const { return notes_; }
  // "user 1000 (dropped from root)", for the record.
  std::string description() const;

  // Sets the governor, reads it back, and says in `info` and `notes` what came of it.
  void set_governor(const std::string& asked, SessionInfo& info, std::vector<std::string>& notes);
  void restore_governor();

 private:
  Elevation() = default;

  std::unique_ptr<RootHelper> helper_;
  std::unique_ptr<Governor> governor_;
  std::vector<std::string> notes_;
  Privileges privileges_ = Privileges::user;
  std::optional<Result<std::unique_ptr<PowerSource>>> cpu_energy_;
};

}  // namespace mutation
