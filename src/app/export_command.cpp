// `mutation export`: recorded runs as tables.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/export_analysis.h"
#include "app/messages.h"
#include "app/output_file.h"
#include "app/which_runs.h"
#include "base/text.h"
#include "export/figures.h"
#include "export/long_table.h"
#include "export/python_tables.h"
#include "export/run_json.h"
#include "export/traces.h"

namespace mutation {
namespace {

using Runs = std::vector<const RecordedRun*>;

void tell(const std::string& text) {
  print_line(stderr, "mutation: " + text);
}

std::string count_of(std::size_t runs) {
  return fmt::format("{} run{}", runs, runs == 1 ? "" : "s");
}

template <typename Predicate>
void tell_runs(const Runs& runs, Predicate is_one, const std::string& what) {
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(runs, [&](const RecordedRun* run) { return is_one(*run); }));
  if (count > 0) tell("in " + count_of(count) + " energy_gpu_total_joules is " + what);
}

// The Python tool's tables keep what it wrote.
void tell_sums(const Runs& runs) {
  tell_runs(runs, only_sum_is_known,
            "the Python tool's plain sum; the forms long and analysis have a better figure");
}

void tell_methods(const Runs& runs) {
  const auto by = [](GpuEnergyMethod method) {
    return [method](const RecordedRun& run) { return gpu_energy_method_of(run) == method; };
  };
  tell_runs(runs, by(GpuEnergyMethod::mean_power),
            "mean power x duration, for the Python tool's plain sum is all that is recorded");
  tell_runs(runs, by(GpuEnergyMethod::plain_sum),
            "the Python tool's plain sum: nothing better is known");
}

void tell_duplicates(const Runs& runs, const AuditedRuns& audited) {
  const auto copies = static_cast<std::size_t>(std::ranges::count_if(
      runs, [&](const RecordedRun* run) { return audited.original_of(*run) != nullptr; }));
  if (copies > 0)
    tell(fmt::format("duplicates among the runs: {}; the form long says of which", copies));
}

Status write_table(const Table& table, const Runs& runs, OutputFile& output) {
  if (Status written = output.write(head_of(table)); !written) return written;
  for (const RecordedRun* run : runs) {
    if (Status written = output.write(line_of(table, *run)); !written) return written;
  }
  return {};
}

Status write_dictionary(const Table& table, const ExportOptions& options) {
  std::string path = options.dictionary;
  if (path.empty() && !options.output.empty()) path = options.output + ".dictionary.csv";
  if (path.empty()) {
    tell("no data dictionary is written beside standard output; --dictionary FILE writes it");
    return {};
  }
  Result<OutputFile> file = OutputFile::open(path);
  if (!file) return file.error();
  const std::string about = options.output.empty() ? "standard output" : options.output;
  Status written = file->write(dictionary_csv(dictionary_of(table, about)));
  return written ? file->finish() : written;
}

Status write_long(const Runs& runs, const AuditedRuns& audited, const Catalogue& catalogue,
                  const ExportOptions& options, OutputFile& output) {
  const Table table = long_table(runs, audited, catalogue);
  tell_methods(runs);
  Status written = write_table(table, runs, output);
  return written ? write_dictionary(table, options) : written;
}

Status write_collection(const Runs& runs, OutputFile& output) {
  const std::vector<std::string> missing = missing_in_collection(runs);
  if (!missing.empty())
    tell("the collection has no column for: " + joined(missing, ", ") +
         "; the form long has one for each");
  tell_sums(runs);
  return write_table(collection_table(), runs, output);
}

Status write_json_lines(const Runs& runs, const AuditedRuns& audited, OutputFile& output) {
  for (const RecordedRun* run : runs) {
    if (Status written = output.write(to_line(run_json(*run, audited)) + "\n"); !written)
      return written;
  }
  return {};
}

Status write_all_traces(const Runs& runs, OutputFile& output) {
  if (Status written = output.write(traces_head()); !written) return written;
  TracesWritten sum;
  std::size_t without = 0;
  for (const RecordedRun* run : runs) {
    const Result<TracesWritten> written =
        write_traces(*run, [&](std::string_view text) { return output.write(text); });
    if (!written) return written.error();
    if (written->rows == 0) ++without;
    sum.without_value += written->without_value;
    sum.unreadable += written->unreadable;
  }
  if (without > 0) tell(count_of(without) + " without readings");
  if (sum.without_value > 0)
    tell(fmt::format("{} readings are left out: they have no value", sum.without_value));
  if (sum.unreadable > 0)
    tell(fmt::format("{} rows are left out: they are cut off or no readings", sum.unreadable));
  return {};
}

Status write_form(const std::string& form, const Runs& runs, const AuditedRuns& audited,
                  const Catalogue& catalogue, const ExportOptions& options, OutputFile& output) {
  if (form == "traces") return write_all_traces(runs, output);
  if (form == "jsonl") return write_json_lines(runs, audited, output);
  if (form == "long") return write_long(runs, audited, catalogue, options, output);
  tell_duplicates(runs, audited);
  if (form == "collection") return write_collection(runs, output);
  tell_sums(runs);
  return write_table(summary_table(runs), runs, output);
}

Status write_file(const std::string& form, const Runs& runs, const AuditedRuns& audited,
                  const Catalogue& catalogue, const ExportOptions& options) {
  Result<OutputFile> output = OutputFile::open(options.output);
  if (!output) return output.error();
  Status written = write_form(form, runs, audited, catalogue, options, *output);
  return written ? output->finish() : written;
}

// What a form has when nobody says: analyses rest on what succeeded and nothing speaks against,
// each run once; the Python tool's collection has what it took for a success.
RunSelection selection_for(const std::string& form, const WhichRuns& which) {
  const bool analysis = form == "analysis";
  const bool collection = form == "collection";
  RunSelection selection = selection_of(which);
  if (which.outcomes.empty() && analysis) selection.outcomes = {Outcome::succeeded};
  if (which.outcomes.empty() && collection)
    selection.outcomes = {Outcome::succeeded, Outcome::suspect};
  selection.simulated = !(analysis || collection) || is_included(which, kSimulated);
  selection.duplicates = !analysis || is_included(which, kDuplicates);
  selection.unusable = !analysis || is_included(which, kUnusable);
  return selection;
}

}  // namespace

int do_export(const Options& options) {
  const ExportOptions& mine = options.export_options;
  const std::string form = mine.form.empty() ? "long" : mine.form;
  if (form == "analysis" && mine.output.empty()) {
    print_error({"the form analysis writes several files", "name a folder for them with -o"});
    return kExitUsage;
  }
  const auto input = read_catalogue_input(options);
  if (!input) return kExitUsage;
  // Traces make the GPU's energy of the Python tool's runs right.
  const auto read = read_recorded_runs(*input, options.which, {.traces = form != "traces"});
  if (!read) return kExitUsage;
  const AuditedRuns audited(read->runs);
  const SelectedRuns selected = select_runs(audited, selection_for(form, options.which));
  tell_left_out(selected.left_out);
  if (selected.runs.empty()) {
    print_error({"no run is left to export: nothing was written", {}});
    return kExitUsage;
  }
  const Status written = form == "analysis"
                             ? write_analysis(selected.runs, input->catalogue, mine)
                             : write_file(form, selected.runs, audited, input->catalogue, mine);
  if (!written) {
    print_error(written.error());
    return kExitNotAll;
  }
  if (form != "analysis")
    tell(fmt::format("{} exported{}", count_of(selected.runs.size()),
                     mine.output.empty() ? "" : ": " + mine.output));
  return kExitSuccess;
}

}  // namespace mutation
