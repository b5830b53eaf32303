// `mutation compare`: two groups of recorded runs, for people or as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/compare_text.h"
#include "app/messages.h"
#include "app/statistics_input.h"
#include "base/text.h"
#include "compare/analysis.h"
#include "compare/side.h"

namespace mutation {
namespace {

// Sessions that are named by a folder which is there are read, too.
std::vector<std::string> folders_of(const ComparedRuns& side) {
  std::vector<std::string> folders;
  std::error_code ignored;
  for (const SideTerm& term : side.terms) {
    if (term.kind == SideTermKind::session && std::filesystem::exists(term.value, ignored))
      folders.push_back(term.value);
  }
  return folders;
}

// The side's measured runs, and of those that are left out, why.
struct SideRuns {
  RunGroup taken;
  std::vector<LeftOut> left_out;
};

void leave_out_of_side(const std::string& why, SideRuns& side) {
  auto known = std::ranges::find(side.left_out, why, &LeftOut::why);
  if (known == side.left_out.end()) known = side.left_out.insert(known, {.why = why, .runs = 0});
  ++known->runs;
}

SideRuns runs_of(const ComparedRuns& side, const AuditedRuns& audited,
                 const RunSelection& selection) {
  const SelectedRuns selected = select_runs(audited, selection);
  const std::set<const RecordedRun*> usable(selected.runs.begin(), selected.runs.end());
  SideRuns found;
  for (const RecordedRun& run : audited.runs()) {
    if (!belongs(run, side)) continue;
    if (usable.contains(&run)) {
      found.taken.push_back(&run);
      continue;
    }
    const std::string why = why_left_out(audited, run, selection);
    leave_out_of_side(why.empty() ? "they are duplicates of others" : why, found);
  }
  return found;
}

RunGroup measured_runs(const std::vector<RecordedRun>& runs) {
  RunGroup measured;
  for (const RecordedRun& run : runs) {
    if (run.role == Role::measured) measured.push_back(&run);
  }
  return measured;
}

std::string left_out_text(const std::vector<LeftOut>& left_out) {
  std::string text;
  for (const LeftOut& left : left_out)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", left.runs, left.why);
  return text;
}

std::size_t in_both(const RunGroup& a, const RunGroup& b) {
  const std::set<const RecordedRun*> of_a(a.begin(), a.end());
  return static_cast<std::size_t>(
      std::ranges::count_if(b, [&](const RecordedRun* run) { return of_a.contains(run); }));
}

void check_side(const ComparedRuns& side, const SideRuns& runs,
                std::vector<std::string>& problems) {
  if (!runs.taken.empty()) return;
  problems.push_back(fmt::format("{}: no run is left to compare{}", side.text,
                                 runs.left_out.empty()
                                     ? ": no run is all of that"
                                     : " (" + left_out_text(runs.left_out) + ")"));
}

void check_runs(const ComparedRuns& a, const SideRuns& runs_a, const ComparedRuns& b,
                const SideRuns& runs_b, std::vector<std::string>& problems) {
  check_side(a, runs_a, problems);
  check_side(b, runs_b, problems);
  if (const std::size_t both = in_both(runs_a.taken, runs_b.taken); both > 0)
    problems.push_back(fmt::format(
        "{} run{} belong{} to both A and B: add, apart by a comma, what tells them apart", both,
        both == 1 ? "" : "s", both == 1 ? "s" : ""));
}

RunsCompared compared(const ComparedRuns& a, const SideRuns& runs_a, const ComparedRuns& b,
                      const SideRuns& runs_b, const std::vector<std::string>& figures,
                      const std::vector<NoiseFloor>& noise_floors,
                      std::set<std::string>& unmatched) {
  RunsCompared shown{.a = {a.text, runs_a.taken.size(), runs_a.left_out},
                     .b = {b.text, runs_b.taken.size(), runs_b.left_out},
                     .comparisons = {},
                     .notes = {}};
  for (const std::string& figure : figures) {
    std::ranges::move(compare_sides(runs_a.taken, a.text, runs_b.taken, b.text, figure,
                                    {.permutations = {}, .noise_floors = noise_floors}, &unmatched),
                      std::back_inserter(shown.comparisons));
  }
  adjust(shown.comparisons);
  RunGroup all = runs_a.taken;
  all.insert(all.end(), runs_b.taken.begin(), runs_b.taken.end());
  shown.notes = notes_on(all);
  shown.notes.insert(shown.notes.end(), unmatched.begin(), unmatched.end());
  return shown;
}

int show(const RunsCompared& shown, const std::set<std::string>& unmatched, bool json) {
  if (shown.comparisons.empty() && !unmatched.empty()) {
    print_error({"nothing can be compared: " +
                     joined(std::vector(unmatched.begin(), unmatched.end()), "; "),
                 "runs of different models, modes and backgrounds are compared only where each "
                 "side has one of them; add, apart by a comma, which, as in "
                 "model=NAME,mode=parallel,background=REPO/MODEL"});
    return kExitUsage;
  }
  if (shown.comparisons.empty()) {
    print_error({"A and B have no figure on a common device: nothing can be compared",
                 "runs of different GPUs, and simulated and real ones, are never compared; "
                 "`mutation export` shows what each run has"});
    return kExitUsage;
  }
  if (json) {
    fmt::print("{}", to_document(compared_json(shown)));
  } else {
    print_lines(compared_lines(shown));
  }
  return std::fflush(stdout) == 0 ? kExitSuccess : kExitNotAll;
}

}  // namespace

int do_compare(const Options& options) {
  std::vector<std::string> problems;
  const ComparedRuns a = read_side(options.comparison.a, problems);
  const ComparedRuns b = read_side(options.comparison.b, problems);
  std::vector<std::string> folders = folders_of(a);
  std::ranges::move(folders_of(b), std::back_inserter(folders));
  const auto input = read_statistics_input(options, folders);
  if (!input) {
    print_statistics_problems(problems);
    return kExitUsage;
  }
  const AuditedRuns audited(input->read.runs);
  const RunSelection selection = statistics_selection(options.which);
  const RunGroup measured = measured_runs(input->read.runs);
  for (const ComparedRuns* side : {&a, &b})
    std::ranges::move(not_found(*side, measured), std::back_inserter(problems));
  const SideRuns runs_a = runs_of(a, audited, selection);
  const SideRuns runs_b = runs_of(b, audited, selection);
  if (problems.empty()) check_runs(a, runs_a, b, runs_b, problems);
  std::ranges::move(figure_problems(options.comparison.figures, measured),
                    std::back_inserter(problems));
  if (!problems.empty()) {
    print_statistics_problems(problems);
    return kExitUsage;
  }
  std::vector<std::string> figures = options.comparison.figures;
  if (figures.empty()) {
    RunGroup all = runs_a.taken;
    all.insert(all.end(), runs_b.taken.begin(), runs_b.taken.end());
    figures = figures_in(all);
  }
  std::set<std::string> unmatched;
  const RunsCompared shown =
      compared(a, runs_a, b, runs_b, figures, input->noise_floors, unmatched);
  return show(shown, unmatched, options.json);
}

}  // namespace mutation
