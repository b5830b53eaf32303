// What the command line says, for all subcommands: passive, filled by command_line, read by the
// commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "measure/monitor.h"
#include "model/settings.h"

namespace mutation {

enum class Command { run, plan, list, status, done };  // done: help or version was printed

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

struct Options {
  Command command = Command::done;
  WhatToRun what;
  Places places;
  SettingsOverrides overrides;  // -n, -g, -mr, --devices and the timing flags
  std::optional<std::uint64_t> seed;
  bool skip_unsupported = false;
  bool keep_scripts = false;
  bool json = false;
  std::string session;  // status: a name or a folder; "": the newest
  MeasureOptions measure;
};

}  // namespace mutation
