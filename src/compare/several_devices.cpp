#include "compare/several_devices.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"

namespace mutation {
namespace {

// More than anybody reads.
constexpr std::size_t kMostTold = 5;
constexpr std::size_t kMostDevices = 8;

std::string text_of(const MeasuredOn& place) {
  const std::string text = to_text(place);
  return place.device.empty() || place.host.empty() ? text : text + " on " + place.host;
}

std::string name_of(const RecordedRun& run, bool several_sessions) {
  const std::string label = configuration_label(run);
  std::string name = run.configuration > 0
                         ? fmt::format("configuration {} ({})", run.configuration, label)
                         : fmt::format("the configuration {} of {}", label, training_of(run));
  return several_sessions ? name + " of " + run.session : name;
}

std::string note_on(const RunGroup& runs, const std::set<MeasuredOn>& places,
                    bool several_sessions) {
  std::set<std::string> devices;
  std::vector<std::string> texts;
  for (const MeasuredOn& place : places) {
    devices.insert(place.device);
    if (texts.size() < kMostDevices) texts.push_back(text_of(place));
  }
  if (places.size() > kMostDevices)
    texts.push_back(fmt::format("{} more", places.size() - kMostDevices));
  const bool gpus = !devices.contains("") && devices.size() == places.size();
  return fmt::format("{} ran on {} {}: {}; its runs are compared within each",
                     name_of(*runs.front(), several_sessions), places.size(),
                     gpus ? "GPUs" : "devices", joined(texts, ", "));
}

}  // namespace

std::vector<std::string> notes_on_several_devices(const RunGroup& runs) {
  std::map<std::string, RunGroup> groups;
  std::vector<const RunGroup*> in_order;
  std::set<std::string> sessions;
  for (const RecordedRun* run : runs) {
    RunGroup& group = groups[configuration_anywhere(*run)];
    if (group.empty()) in_order.push_back(&group);
    group.push_back(run);
    sessions.insert(run->session);
  }
  std::vector<std::string> notes;
  std::size_t more = 0;
  for (const RunGroup* group : in_order) {
    std::set<MeasuredOn> places;
    for (const RecordedRun* run : *group) places.insert(measured_on(*run));
    if (places.size() < 2) continue;
    if (notes.size() < kMostTold)
      notes.push_back(note_on(*group, places, sessions.size() > 1));
    else
      ++more;
  }
  if (more > 0) notes.push_back(fmt::format("{} more configurations ran on several devices", more));
  return notes;
}

}  // namespace mutation
