#include "record/events_file.h"

#include "record/event_line.h"

namespace mutation {

Result<EventsFile> EventsFile::open(const std::string& path) {
  Result<AppendFile> file = AppendFile::open(path);
  if (!file) return file.error();
  return EventsFile(std::move(*file));
}

void EventsFile::append(const Event& event) {
  if (Status written = file_.append(event_line(event)); !written) {
    remember(written.error());
  }
}

void EventsFile::remember(const Error& error) {
  if (!error_) error_ = error;
}

}  // namespace mutation
