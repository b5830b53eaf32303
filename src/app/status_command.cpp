// `mutation status`: what a session has done, finished or not, for people or as JSON.
#include <fmt/format.h>

#include <filesystem>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_session.h"
#include "app/messages.h"
#include "app/recorded_status.h"
#include "app/submitted_status.h"
#include "base/text.h"
#include "campaign/repeats.h"
#include "cluster/layout.h"
#include "progress/cost_lines.h"
#include "progress/text_table.h"
#include "record/read_session.h"
#include "record/session_list.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

std::string optional_text(const auto& value, const char* format) {
  return value ? fmt::format(fmt::runtime(format), *value) : "-";
}

std::vector<std::string> row_of(const StoredRun& run, int planned_index) {
  std::vector<std::string> row = {std::to_string(planned_index), run.planned.experiment_id,
                                  run.outcome ? to_text(*run.outcome) : to_text(run.state),
                                  std::to_string(run.attempts.size())};
  const AttemptRecord* const last =
      run.attempts.empty() || !run.attempts.back().record ? nullptr : &*run.attempts.back().record;
  if (!last) {
    row.insert(row.end(), 6, "-");
    return row;
  }
  const EnergyMetrics& energy = last->energy;
  const auto trained = training_duration(*last);
  row.push_back(trained ? fmt::format("{:.1f}", trained->count()) : "-");
  row.push_back(optional_text(energy.gpu_energy_total_joules, "{:.1f}") +
                (energy.simulated ? " (simulated)" : ""));
  row.push_back(optional_text(energy.cpu_energy_total_joules, "{:.1f}"));
  row.push_back(run.provenance ? "-"
                               : fmt::format("{:.0f} s, {}", last->cooling.taken.count(),
                                             to_text(last->cooling.verdict)));
  row.push_back(last->load ? to_text(last->load->verdict) : "-");
  row.push_back(last->reasons.empty() ? "" : last->reasons.front().text);
  return row;
}

// Of configurations that are run until their interval is narrow.
void print_repeats(const std::vector<RepeatState>& states) {
  if (states.empty()) return;
  fmt::print("\n");
  TextTable table({{"configuration", Align::right},
                   {"training"},
                   {"figure"},
                   {"mean", Align::right},
                   {"interval", Align::right},
                   {"asked", Align::right},
                   {"runs", Align::right},
                   {"counted", Align::right},
                   {"verdict"}});
  for (const RepeatState& state : states) {
    table.add_row({std::to_string(state.configuration), state.training,
                   state.rule.of + (state.simulated ? " (simulated)" : ""),
                   optional_text(state.mean, "{:.6g}"),
                   state.relative_half_width
                       ? fmt::format("±{:.2g} %", *state.relative_half_width * 100)
                       : "-",
                   fmt::format("±{:.2g} %", state.rule.relative_ci * 100),
                   fmt::format("{} of {}", state.runs, state.runs + state.left),
                   std::to_string(state.counted), to_text(state.verdict)});
  }
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
}

// "" of a session that has ended as it should.
std::string how_it_stands(const StoredSession& session) {
  if (session.has_writer) return "It goes on.\n";
  if (session.end && session.ended_by.empty()) return "";
  const std::string how =
      session.end ? "It ended early: " + session.ended_by : std::string("It was cut off");
  // What a task did of a submitted session goes on with that session.
  const auto& batch = latest_info(session).batch;
  if (batch && batch->block > 0) return how + ".\n";
  return how + "; `mutation resume " + shell_quoted(session.info.directory) +
         "` goes on with it.\n";
}

void print_status(const StoredSession& session) {
  fmt::print("{}  {}  ({})\n", session.info.name, session.experiment_name, session.info.directory);
  TextTable table({{"run", Align::right},
                   {"experiment"},
                   {"outcome"},
                   {"attempts", Align::right},
                   {"duration s", Align::right},
                   {"GPU J", Align::right},
                   {"CPU J", Align::right},
                   {"cooling"},
                   {"load"},
                   {"first reason"}});
  for (const StoredRun& run : session.runs) table.add_row(row_of(run, run.planned.index));
  for (const std::string& line : table.lines()) fmt::print("{}\n", line);
  print_repeats(repeat_states(session));
  if (!session.info.imported_from.empty())
    fmt::print("Imported from {}; nothing of it was measured by this program.\n",
               session.info.imported_from);
  for (const Line& line : cost_lines(consumption_of(session), latest_info(session).tariff)) {
    fmt::print("{}\n", line.text);
  }
  fmt::print("{}", how_it_stands(session));
}

}  // namespace

int do_status(const Options& options) {
  const Result<std::string> folder = find_session_folder(options);
  if (!folder) return print_error(folder.error()), kExitUsage;
  std::error_code ignored;
  if (!why_closed(*folder) && !fs::exists(fs::path(*folder) / "session.db", ignored) &&
      has_recorded_runs(*folder)) {
    print_recorded_status(*folder, options.json);
    return kExitSuccess;
  }
  const Result<std::string> directory = find_session(options);
  if (!directory) return print_error(directory.error()), kExitUsage;
  if (is_submitted(*directory)) return print_submitted_status(*directory, options.json);
  const Result<StoredSession> session = read_session(*directory);
  if (!session) return print_error(session.error()), kExitUsage;
  if (!session->has_writer && session->info.name.empty()) {
    const Result<SessionInfo> not_begun = read_latest_info(*directory);
    if (!not_begun) return print_error(not_begun.error()), kExitUsage;
  }
  if (options.json)
    fmt::print("{}\n", status_json(*session, repeat_states(*session)));
  else
    print_status(*session);
  return kExitSuccess;
}

}  // namespace mutation
