// `mutation doctor`: what this machine allows and what is missing, with the commands that would
// grant it. Changes nothing, but for one thing: as root it puts back a governor that a crash left.
#include <fmt/format.h>
#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/doctor_finding.h"
#include "app/messages.h"
#include "app/places.h"
#include "base/text.h"
#include "keeper/tree.h"
#include "measure/cpu_energy.h"
#include "os/procfs.h"
#include "privilege/governor_hold.h"

namespace mutation {
namespace {

// Long enough to see a sensor that updates itself once a second.
constexpr Seconds kWatch{3};
// Short enough to see one that does so every 100 ms, as NVML's do.
constexpr std::chrono::milliseconds kWatchPeriod{20};

const char* word_of(FindingState state) {
  switch (state) {
    case FindingState::ok:
      return "ok";
    case FindingState::limited:
      return "limited";
    case FindingState::missing:
      return "missing";
  }
  return "?";
}

void put_back_governor(DoctorView& view) {
  const auto restored = GovernorHold(CpuGovernors(""), kGovernorState).restore_abandoned();
  if (restored) {
    view.governor_restored = restored->value_or("");
  } else {
    view.governor_restored = to_text(restored.error());
    view.governor_restore_failed = true;
  }
}

// As root what root alone may, then as the user whom a session would run as: a library that the
// command line names is never loaded as root for somebody else.
Status settle(DoctorView& view) {
  view.started_as_root = geteuid() == 0;
  view.tree_method = tree_method();
  if (view.started_as_root) {
    put_back_governor(view);
    const auto user = invoking_user(sudo_variables());
    if (!user) return with_context("started as root", user.error());
    view.through_sudo = *user;
    if (*user) {
      if (Status dropped = drop_to(**user); !dropped) return dropped;
    }
  }
  const passwd* const entry = getpwuid(geteuid());
  view.user = entry ? entry->pw_name : std::to_string(geteuid());
  return {};
}

void examine_system(Findings& findings) {
  utsname names{};
  uname(&names);
  findings.push_back({.name = "kernel",
                      .found = fmt::format("Linux {} on {} ({}), boot {}", names.release,
                                           names.nodename, names.machine, boot_id()),
                      .meaning = "stands in every record"});
}

struct Examined {
  Findings findings;
  Instrumentation instrumentation;
  SourcesSeen seen;
};

void examine_monitor(Monitor& monitor, const DoctorView& view, Examined& examined) {
  examined.instrumentation = monitor.instrumentation();
  examine_sources(examined.instrumentation, view, examined.findings);
  Result<SourcesSeen> seen = watch_sources(monitor, kWatch);
  if (seen) {
    examined.seen = std::move(*seen);
    examine_watched(examined.instrumentation, examined.seen, examined.findings);
    return;
  }
  examined.findings.push_back({.name = "reading the sources",
                               .state = FindingState::missing,
                               .found = seen.error().message,
                               .meaning = "a session refuses to start",
                               .remedy = seen.error().hint,
                               .stops_sessions = true});
}

Examined examine(const DoctorView& view, Result<std::unique_ptr<PowerSource>> cpu_energy) {
  Examined examined;
  Findings& findings = examined.findings;
  examine_system(findings);
  examine_privileges(view, findings);
  MeasureOptions measure = view.options->measure;
  measure.pace.fast_period = kWatchPeriod;
  const auto monitor = Monitor::open(measure, std::move(cpu_energy));
  if (monitor) {
    examine_monitor(**monitor, view, examined);
  } else {
    findings.push_back({.name = "measuring",
                        .state = FindingState::missing,
                        .found = monitor.error().message,
                        .meaning = "a session with these options refuses to start",
                        .remedy = monitor.error().hint,
                        .stops_sessions = true});
  }
  examine_performance_events(view, findings);
  examine_governor(view, findings);
  examine_fitness(examined.instrumentation, view, findings);
  examine_trees(view, findings);
  examine_namespaces(view, findings);
  examine_results(view, findings);
  examine_noise_floor(view, findings);
  examine_other_sessions(view, findings);
  return examined;
}

int exit_code(const Findings& findings) {
  int code = kExitSuccess;
  for (const DoctorFinding& finding : findings) {
    if (finding.stops_sessions) return kExitUnfit;
    if (finding.state != FindingState::ok) code = kExitNotAll;
  }
  return code;
}

void print_indented(const char* label, const std::string& text) {
  if (text.empty()) return;
  for (const std::string& line : split(text, '\n')) {
    fmt::print("    {:<10}{}\n", label, line);
    label = "";
  }
}

void print(const Findings& findings) {
  for (const DoctorFinding& finding : findings) {
    const std::vector<std::string> found = split(finding.found, '\n');
    fmt::print("[{:^7}] {}: {}\n", word_of(finding.state), finding.name, found.front());
    for (size_t i = 1; i < found.size(); ++i) fmt::print("    {}\n", found[i]);
    print_indented("means:", finding.meaning);
    print_indented("to grant:", finding.remedy);
  }
  switch (exit_code(findings)) {
    case kExitSuccess:
      fmt::print("Everything that is needed to run and to measure is there.\n");
      break;
    case kExitNotAll:
      fmt::print("Sessions run; what is limited or missing costs figures or safety as said.\n");
      break;
    default:
      fmt::print("No session could run here.\n");
  }
}

nlohmann::ordered_json json_of(const ChannelSeen& seen, const Examined& examined) {
  const Channel& channel = seen.channel;
  nlohmann::ordered_json json = {
      {"device", examined.instrumentation.devices[size_t(seen.device)].id},
      {"quantity", to_text(channel.quantity)},
      {"unit", unit_of(channel.quantity)},
      {"source", channel.source},
      {"resolution", nullptr},
      {"averaging_seconds", channel.averaging.count()},
      {"last_value", nullptr},
      {"readings", seen.readings},
      {"changes", seen.changes},
      {"update_period_seconds", nullptr},
      {"updates", update_text(seen, examined.seen.watched)},
      {"failure", seen.failure}};
  if (channel.resolution > 0) json["resolution"] = channel.resolution;
  if (seen.last) json["last_value"] = *seen.last;
  if (seen.period) json["update_period_seconds"] = seen.period->count();
  return json;
}

void print_json(const Examined& examined) {
  auto list = nlohmann::ordered_json::array();
  for (const DoctorFinding& finding : examined.findings) {
    list.push_back({{"name", finding.name},
                    {"state", word_of(finding.state)},
                    {"found", finding.found},
                    {"meaning", finding.meaning},
                    {"remedy", finding.remedy},
                    {"stops_sessions", finding.stops_sessions}});
  }
  auto channels = nlohmann::ordered_json::array();
  for (const ChannelSeen& seen : examined.seen.channels)
    channels.push_back(json_of(seen, examined));
  const nlohmann::ordered_json all = {{"schema_version", 1},
                                      {"exit_code", exit_code(examined.findings)},
                                      {"findings", std::move(list)},
                                      {"watched_seconds", examined.seen.watched.count()},
                                      {"channels", std::move(channels)}};
  fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

int do_doctor(const Options& options) {
  DoctorView view{.options = &options};
  auto cpu_energy = open_cpu_energy(options.measure.root);
  if (Status settled = settle(view); !settled) return print_error(settled.error()), kExitUnfit;
  if (const auto places = find_places(options.places)) {
    view.results = places->results;
  } else {
    // Without a catalogue: where a session's results would go all the same.
    view.results = options.places.results.empty() ? "results" : options.places.results;
  }
  const Examined examined = examine(view, std::move(cpu_energy));
  options.json ? print_json(examined) : print(examined.findings);
  return exit_code(examined.findings);
}

}  // namespace mutation
