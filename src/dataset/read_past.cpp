// Histories for draws: only what tells one configuration from another is read, so that a million
// rows take seconds.
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "dataset/csv_runs.h"
#include "dataset/python_runs.h"
#include "dataset/read_runs.h"
#include "dataset/sources.h"
#include "record/database.h"
#include "record/schema.h"

namespace mutation {
namespace {

PastConfiguration configuration_in(const CsvFields& fields, const CsvColumns& columns) {
  PastConfiguration past;
  const std::string_view repo = cell(fields, columns.own.repository);
  past.repo = repo.empty() ? cell(fields, columns.foreground.repository) : repo;
  const std::string_view model = cell(fields, columns.own.model);
  past.model = model.empty() ? cell(fields, columns.foreground.model) : model;
  past.parallel = is_parallel_row(fields, columns);
  past.hyperparameters = hyperparameters_in(fields, columns);
  return past;
}

Status add_csv(const std::string& path, PastFile& past) {
  bool names_values = true;
  auto notes =
      read_rows(path, [&](const CsvFields& fields, const CsvColumns& columns, std::size_t) {
        names_values =
            !columns.own.hyperparameters.empty() || !columns.foreground.hyperparameters.empty();
        const std::string_view role = cell(fields, columns.role);
        if (!role.empty() && role != to_text(Role::measured)) return;
        if (success_in(fields, columns) == false)
          ++past.failed;
        else
          past.configurations.push_back(configuration_in(fields, columns));
      });
  if (!notes) return notes.error();
  for (std::string& note : *notes) past.notes.push_back(path + ": " + std::move(note));
  if (!names_values)
    past.notes.push_back(path +
                         ": has no column hyperparam_…, so each of its runs counts as one "
                         "with all defaults");
  return {};
}

std::optional<Value> value_of(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return *whole;
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return std::nullopt;
}

// From the tables alone: the runs' records are not read.
Status add_session(const std::string& directory, PastFile& past) {
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations());
  if (!store) return store.error();
  const auto rows = store->query(
      "SELECT run.run_id, repository, model, mode, name, passed FROM run LEFT JOIN hyperparameter"
      " ON hyperparameter.run_id = run.run_id AND training = 'foreground' AND passed IS NOT NULL"
      " WHERE state = 'ended' AND role = 'measured' AND outcome IN ('succeeded', 'suspect')"
      " ORDER BY run.run_id");
  if (!rows) return rows.error();
  std::string run_id;
  for (const Row& row : *rows) {
    if (text_of(row[0]) != run_id) {
      run_id = text_of(row[0]);
      past.configurations.push_back({.repo = text_of(row[1]),
                                     .model = text_of(row[2]),
                                     .parallel = text_of(row[3]) == "parallel"});
    }
    if (auto value = value_of(row[5]); value && !is_null(row[4]))
      past.configurations.back().hyperparameters.push_back({text_of(row[4]), std::move(*value)});
  }
  const auto others = store->query(
      "SELECT count(*) FROM run WHERE state = 'ended' AND role = 'measured'"
      " AND outcome NOT IN ('succeeded', 'suspect')");
  if (!others) return others.error();
  past.failed += static_cast<std::size_t>(whole_of(others->front().front()));
  return {};
}

Status add_experiments(const Source& source, PastFile& past) {
  Result<RunsRead> read = source.kind == SourceKind::run_folder
                              ? read_run_folder(source.path, {})
                              : read_python_session(source.path, {});
  if (!read) return read.error();
  std::ranges::move(read->notes, std::back_inserter(past.notes));
  for (RecordedRun& run : read->runs) {
    if (run.success == false) {
      ++past.failed;
      continue;
    }
    past.configurations.push_back({.repo = std::move(run.repository),
                                   .model = std::move(run.model),
                                   .parallel = run.parallel,
                                   .hyperparameters = std::move(run.hyperparameters)});
  }
  return {};
}

Status add(const Source& source, PastFile& past) {
  if (source.kind == SourceKind::csv) return add_csv(source.path, past);
  if (source.kind == SourceKind::session) return add_session(source.path, past);
  if (source.kind != SourceKind::results) return add_experiments(source, past);
  for (const Source& session : sessions_in(source.path)) {
    if (session.kind == SourceKind::closed) {
      past.notes.push_back(session.path + " cannot be read: what was run in it may be drawn again");
      continue;
    }
    if (Status added = add(session, past); !added)
      return with_context("in " + source.path, added.error());
  }
  return {};
}

}  // namespace

Result<PastFile> read_past(const std::string& path) {
  const Result<Source> source = source_at(path);
  if (!source) return source.error();
  PastFile past{.path = path};
  if (Status added = add(*source, past); !added) return added.error();
  return past;
}

}  // namespace mutation
