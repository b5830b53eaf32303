#include "app/export_analysis.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <string>

#include "app/messages.h"
#include "app/output_file.h"
#include "export/analysis.h"
#include "os/file.h"

namespace mutation {
namespace {

AnalysisOptions analysis_options(const ExportOptions& options) {
  AnalysisOptions asked{.group_by = options.group == "model" ? GroupBy::model : GroupBy::repo,
                        .standardise = options.standardise,
                        .unify = {}};
  for (const std::string& text : options.unify) {
    const std::size_t sign = text.find('=');
    asked.unify.emplace_back(text.substr(0, sign), text.substr(sign + 1));
  }
  return asked;
}

Status write_whole(const std::string& path, const std::string& text) {
  Result<OutputFile> file = OutputFile::open(path);
  if (!file) return file.error();
  Status written = file->write(text);
  return written ? file->finish() : written;
}

void tell(const AnalysisGroup& group, const std::string& file) {
  print_line(stderr,
             fmt::format("mutation: {}: {} run{}, {} left out for they lack a value", file,
                         group.runs.size(), group.runs.size() == 1 ? "" : "s", group.incomplete));
  for (const std::string& note : group.notes) print_line(stderr, "  " + note);
}

// Two groups may differ only in letters that a file's name does not have.
std::string free_name(const AnalysisGroup& group, std::set<std::string>& taken) {
  const std::string name = file_name_of(group);
  std::string free = name;
  for (int i = 2; !taken.insert(free).second; ++i)
    free = fmt::format("{}_{}.csv", name.substr(0, name.size() - 4), i);
  return free;
}

}  // namespace

Status write_analysis(const std::vector<const RecordedRun*>& runs, const Catalogue& catalogue,
                      const ExportOptions& options) {
  const std::filesystem::path folder = options.output;
  if (Status made = make_directories(folder.string()); !made) return made;
  std::set<std::string> taken = {"dictionary.csv"};
  std::vector<DictionaryEntry> dictionary;
  for (const AnalysisGroup& group : analysis_of(runs, catalogue, analysis_options(options))) {
    const std::string file = free_name(group, taken);
    tell(group, file);
    if (Status written = write_whole((folder / file).string(), analysis_csv(group)); !written)
      return written;
    for (DictionaryEntry& entry : dictionary_of(group, file))
      dictionary.push_back(std::move(entry));
  }
  const std::string path =
      options.dictionary.empty() ? (folder / "dictionary.csv").string() : options.dictionary;
  return write_whole(path, dictionary_csv(dictionary));
}

}  // namespace mutation
