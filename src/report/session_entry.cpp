#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/text.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/session_directory.h"
#include "record/words.h"
#include "report/numbers.h"
#include "report/overview_parts.h"
#include "report/timeline.h"

namespace mutation {
namespace {

// More settings than anybody reads in a page.
constexpr std::size_t kMostSettings = std::size_t{64} << 10;

const char* state_of(const StoredSession& session) {
  if (session.has_writer) return "running";
  if (session.end || !session.info.imported_from.empty()) return "ended";
  return session.submitted ? "submitted" : "cut off";
}

// What several machines say, each thing once.
class Once {
 public:
  bool is_new(const Json& thing) { return seen_.insert(thing.dump()).second; }

 private:
  std::set<std::string> seen_;
};

void add_devices(const SessionInfo& info, Once& once, Json& devices) {
  for (int i = 0; i < static_cast<int>(info.instrumentation.devices.size()); ++i) {
    const Device& device = info.instrumentation.devices[static_cast<std::size_t>(i)];
    if (!once.is_new(device.id)) continue;
    devices.push_back({{"id", device.id},
                       {"label", device_label(device)},
                       {"kind", to_text(device.kind)},
                       {"driver", text_or_null(device.driver_version)},
                       {"power_limit_watts", significant(device.power_limit)},
                       {"simulated", device.simulated},
                       {"own", std::ranges::find(info.own_devices, i) != info.own_devices.end()},
                       {"in_total", device.in_total}});
  }
}

void add_channels(const Instrumentation& all, Once& once, Json& channels) {
  for (const Channel& channel : all.channels) {
    Json entry = {{"device", all.devices[static_cast<std::size_t>(channel.device)].id},
                  {"quantity", to_text(channel.quantity)},
                  {"source", channel.source},
                  {"unit", unit_of(channel.quantity)}};
    if (once.is_new(entry)) channels.push_back(std::move(entry));
  }
}

// Of several machines each fact says of which.
void add_fitness(const SessionInfo& info, bool several, Once& once, Json& fitness) {
  for (FitnessFact fact : info.fitness) {
    if (several) fact.name = info.host + ": " + fact.name;
    Json entry = json_of(fact);
    if (once.is_new(entry)) fitness.push_back(std::move(entry));
  }
}

// What is known of the machine, or of the machines of those that did parts of the session.
struct Machine {
  Json devices = Json::array();
  Json channels = Json::array();
  Json absences = Json::array();
  Json fitness = Json::array();
};

Machine machine_of(const StoredSession& session) {
  Machine machine;
  Once devices, channels, absences, fitness;
  for (const SessionInfo* info : measuring_infos(session)) {
    add_devices(*info, devices, machine.devices);
    add_channels(info->instrumentation, channels, machine.channels);
    add_fitness(*info, !session.parts.empty(), fitness, machine.fitness);
    for (const auto& absence : info->instrumentation.absences) {
      Json entry = json_of(absence);
      if (absences.is_new(entry)) machine.absences.push_back(std::move(entry));
    }
  }
  return machine;
}

Json notes_of(const ReportedSession& session, const SessionInfo& info) {
  Json notes = Json::array();
  const auto add = [&](bool there, const std::string& text) {
    if (there) notes.push_back(text);
  };
  add(!info.governor_note.empty(), info.governor_note);
  add(info.machine_shared, "another session may have run on this machine at the same time");
  add(!info.network_file_system.empty(),
      "the session's folder lies on a network file system: " + info.network_file_system);
  add(!info.instrumentation.processes_untrusted.empty(),
      "lists of compute processes cannot be trusted: " + info.instrumentation.processes_untrusted);
  add(!info.imported_from.empty(), "nothing of it was measured by this program");
  add(session.without_attempt > 0,
      fmt::format("{} runs ended before their first attempt and are not in the table",
                  session.without_attempt));
  return notes;
}

Json resumptions_of(const StoredSession& session) {
  Json resumptions = Json::array();
  for (const Resumption& resumption : session.resumptions)
    resumptions.push_back(
        {{"start", unix_seconds(resumption.info.start.utc)}, {"changes", resumption.changes}});
  return resumptions;
}

Json tariff_of(const Tariff& tariff) {
  if (!tariff.price_per_kwh && !tariff.grid_grams_per_kwh) return {};
  return {{"price_per_kwh", or_null(tariff.price_per_kwh)},
          {"currency", tariff.currency},
          {"grid_grams_per_kwh", or_null(tariff.grid_grams_per_kwh)},
          {"source", tariff.source}};
}

}  // namespace

Json session_entry(const ReportedSession& session) {
  const StoredSession& head = session.head;
  const SessionInfo& info = latest_info(head);
  Machine machine = machine_of(head);
  const bool imported = !info.imported_from.empty();
  const std::string settings = valid_utf8(session.settings.substr(0, kMostSettings));
  return {{"name", name_of(head.info.directory)},
          {"directory", head.info.directory},
          {"experiment_name", head.experiment_name},
          {"host", info.host},
          {"kernel", info.kernel},
          {"cpu_model", info.cpu_model},
          {"user", info.user},
          {"privileges", info.privileges},
          {"governor", text_or_null(info.governor)},
          {"program_version", info.program_version},
          // As text: more digits than a browser's numbers have.
          {"seed", imported ? Json() : Json(std::to_string(head.seed))},
          {"start", unix_seconds(head.info.start.utc)},
          {"end", head.end ? unix_seconds(head.end->utc) : Json()},
          {"ended_by", head.end ? Json(head.ended_by) : Json()},
          {"state", state_of(head)},
          {"runs_planned", head.runs_planned},
          {"imported_from", text_or_null(info.imported_from)},
          {"notes", notes_of(session, info)},
          {"resumptions", resumptions_of(head)},
          {"nodes", nodes_json(session.nodes)},
          {"devices", std::move(machine.devices)},
          {"channels", std::move(machine.channels)},
          {"absences", std::move(machine.absences)},
          {"fitness", std::move(machine.fitness)},
          {"settings", settings},
          {"settings_cut", session.settings.size() > kMostSettings},
          {"tariff", tariff_of(info.tariff)},
          {"consumption", json_of(session.consumption, info.tariff)}};
}

}  // namespace mutation
