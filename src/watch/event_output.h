// Every event as a line of JSON, for another program: into a file, a FIFO, or a descriptor that the
// caller has opened. Nobody who does not read holds the session up: what did not fit is left out,
// and a line says how many events that were.
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "model/event.h"
#include "progress/output_queue.h"

namespace mutation {

class EventOutput final : public EventSink {
 public:
  // `name`: a file, appended to and made where it is not there; a FIFO, whether somebody reads it
  // or not yet; or /dev/fd/N: descriptor N as it is. Writes no event yet.
  static Result<std::unique_ptr<EventOutput>> open(const std::string& name);
  // Waits a second at most for what is queued to be read.
  ~EventOutput() override;

  void on_event(const Event& event) override;

 private:
  explicit EventOutput(UniqueFd fd);

  std::unique_ptr<OutputQueue> queue_;
  std::ostream lines_;
};

}  // namespace mutation
