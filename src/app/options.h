// What the command line says, for all subcommands: passive, filled by command_line, read by the
// commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cluster/submitted_session.h"
#include "measure/monitor.h"
#include "model/settings.h"
#include "model/tree_method.h"

namespace mutation {

// done: help or version was printed.
enum class Command {
  run,
  resume,
  stop,
  plan,
  list,
  status,
  doctor,
  measure,
  integrate,
  import,
  audit,
  export_runs,
  coverage,
  check_catalogue,
  report,
  serve,
  compare,
  effects,
  calibrate,
  submit,
  work,
  collect,
  done
};

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

// Which recorded runs a command works on: `import`, `audit`, `export`, `coverage`.
struct WhichRuns {
  std::vector<std::string> sources;   // files and folders; none: the results folder
  std::vector<std::string> sessions;  // names; none: all
  std::vector<std::string> outcomes;
  std::vector<std::string> models;   // MODEL or REPO/MODEL
  std::vector<std::string> modes;    // "sequential", "parallel"
  std::vector<std::string> include;  // what is left out by default and taken, see which_runs.h
};

struct AuditOptions {
  bool findings_only = false;  // leave out the rows that nothing speaks against
};

struct ExportOptions {
  std::string form;        // "": the long form
  std::string output;      // a file, or a folder where the form has several; "": standard output
  std::string dictionary;  // file for the data dictionary; "": beside the output
  std::string group = "repo";      // analysis: "repo", "model"
  std::vector<std::string> unify;  // analysis: NAME=UNIFIED
  bool standardise = false;        // analysis
};

struct CoverageCommandOptions {
  int want = 5;  // distinct values of each hyperparameter
};

struct CatalogueCheckOptions {
  std::string repo;   // "": all that are there
  std::string model;  // "": all of the repo
  int epochs = 1;
  std::optional<double> timeout_seconds;  // absent: the catalogue's
  std::string log;                        // only try the patterns on this file; ""
};

// `report`.
struct ReportOptions {
  std::vector<std::string> sessions;  // names and folders; none: the newest
  bool all = false;                   // every session in the results folder
  std::string output;  // "": report.html in the session's folder; of several in the results folder
  bool without_logs = false;
};

struct ServeOptions {
  int port = 8765;  // 0: any that is free
  std::string address = "127.0.0.1";
  std::string token;  // "": made anew where one is needed
};

// `compare` and `effects`; which runs: Options::which.
struct CompareOptions {
  std::string a;
  std::string b;
  std::vector<std::string> figures;  // model/figure.h; none: those that the runs have
};

struct CalibrateOptions {
  int runs = 10;
  double seconds = 20;  // of work in each
  std::string cuda_library = "libcuda.so.1";
};

// `submit`: how the batch system is asked; and `resume` of a submitted session.
struct SubmitOptions {
  NodeRequest request;
  bool gres_chosen = false;  // else one GPU where GPUs are measured
  bool pin_configurations = false;
  bool assume_shared = false;  // the results folder is on all nodes, though it does not look so
  bool dry_run = false;        // print the job scripts only
};

// `work`: what a task does.
struct WorkOptions {
  int block = 0;
  std::string token;   // the submitted session's; "": not checked
  int submission = 0;  // with which the task was asked for; 0: none
};

// `run` and `resume`: who else is told of what happens.
struct WatchingOptions {
  std::string progress = "view";       // on a terminal: "view", "line", "plain"
  std::string events_file;             // JSON Lines; ""
  std::string metrics_file;            // OpenMetrics text; ""
  std::vector<std::string> on_finish;  // argv; none: no command
  std::vector<std::string> on_failure;
};

// `plan`: what else it shows or writes.
struct PlanOptions {
  bool compare = false;      // with the reading of the Python tool
  bool summary = false;      // a line for each entry, not for each run
  std::string float_format;  // "%.6f"; "": the shortest that reads back the same
  std::optional<int> fill;   // write the settings file of what is missing up to so many values
  std::string output;        // where to; "": standard output
};

struct Options {
  Command command = Command::done;
  WhatToRun what;
  Places places;
  SettingsOverrides overrides;  // -n, -g, -mr, --devices and the timing flags
  std::optional<std::uint64_t> seed;
  bool skip_unsupported = false;
  bool keep_scripts = false;
  bool keep_copies = false;
  TreeMethod tree_method = TreeMethod::automatic;
  bool share_machine = false;      // run, resume, measure
  bool accept_changes = false;     // resume
  std::vector<std::string> retry;  // resume: outcomes beside interrupted
  std::vector<std::string> given;  // resume: the options that were named, "--events", …
  bool stop_now = false;           // stop
  bool json = false;
  bool compat_reference = false;  // run, plan: as the Python tool read its files
  PlanOptions plan;
  WhichRuns which;
  bool dry_run = false;  // import: only say what would be done
  AuditOptions audit;
  ExportOptions export_options;
  CoverageCommandOptions coverage;
  CatalogueCheckOptions check;
  ReportOptions report;
  ServeOptions serve;
  CompareOptions comparison;
  CalibrateOptions calibrate;
  SubmitOptions submit;
  WorkOptions work;
  WatchingOptions watching;
  std::string session;     // status, resume, stop: a name or a folder; "": the newest
  std::string trace_file;  // integrate
  CommandToMeasure to_measure;
  MeasureOptions measure;
  bool measuring_chosen = false;  // resume: else as the session had it
};

}  // namespace mutation
