// What the command line says, for all subcommands: passive, filled by command_line, read by the
// commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "measure/monitor.h"
#include "model/settings.h"
#include "model/tree_method.h"

namespace mutation {

// done: help or version was printed.
enum class Command { run, resume, stop, plan, list, status, doctor, measure, integrate, done };

// What to run: a settings file, or direct mode's repo and model.
struct WhatToRun {
  std::string settings_file;
  std::string repo;
  std::string model;
  std::string mutate;
};

// Where things are.
struct Places {
  std::string catalogue;  // "": found, see places.h
  std::string root;       // likewise
  std::string results;    // likewise
};

// `measure`: a command and how it is measured.
struct CommandToMeasure {
  std::vector<std::string> argv;
  double idle_seconds = 0;  // before each run
  int runs = 1;
  std::optional<double> hertz;  // of power and counters; absent: the usual
  bool no_sampling = false;     // only at the edges
  std::optional<double> timeout_seconds;
  std::string output;  // file for the report; "": a stream
};

struct Options {
  Command command = Command::done;
  WhatToRun what;
  Places places;
  SettingsOverrides overrides;  // -n, -g, -mr, --devices and the timing flags
  std::optional<std::uint64_t> seed;
  bool skip_unsupported = false;
  bool keep_scripts = false;
  TreeMethod tree_method = TreeMethod::automatic;
  bool share_machine = false;      // run, resume, measure
  bool accept_changes = false;     // resume
  std::vector<std::string> retry;  // resume: outcomes beside interrupted
  bool stop_now = false;           // stop
  bool json = false;
  std::string session;     // status, resume, stop: a name or a folder; "": the newest
  std::string trace_file;  // integrate
  CommandToMeasure to_measure;
  MeasureOptions measure;
  bool measuring_chosen = false;  // resume: else as the session had it
};

}  // namespace mutation
