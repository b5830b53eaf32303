#include "unit/power_loss/after_power_loss.h"

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "os/file.h"
#include "record/csv_reader.h"
#include "record/json_of.h"
#include "record/plan_json.h"
#include "record/read_session.h"
#include "record/trace_reader.h"

namespace mutation {
namespace {

class Inspection {
 public:
  Inspection(std::string directory, int runs, std::span<const Milestone> reached)
      : directory_(std::move(directory)), planned_(runs), reached_(reached) {}

  std::vector<std::string> faults() {
    Result<StoredSession> session = read_session(directory_);
    if (!session) return {"it cannot be read: " + to_text(session.error())};
    session_ = std::move(*session);
    check_plan();
    for (const StoredRun& run : session_.runs) check_run(run);
    for (const Milestone& milestone : reached_) check_milestone(milestone);
    check_summary();
    check_events();
    return std::move(faults_);
  }

 private:
  void expect(bool holds, const std::string& fault) {
    if (!holds) faults_.push_back(fault);
  }

  std::string text_of(const std::string& name) {
    const Result<std::string> text = read_file(directory_ + "/" + name);
    expect(text.ok(), name + " cannot be read");
    return text ? *text : "";
  }

  void check_plan() {
    expect(session_.end.has_value() && session_.ended_by.empty(), "the session has not ended");
    expect(static_cast<int>(session_.runs.size()) == planned_,
           std::to_string(session_.runs.size()) + " runs instead of those planned");
    std::set<std::string> ids, folders;
    for (const StoredRun& run : session_.runs) {
      expect(ids.insert(run.run_id).second, "run id " + run.run_id + " is there twice");
      expect(folders.insert(run.directory).second, "two runs in " + run.directory);
    }
    for (const char* name : {"settings.json", "catalogue.json"})
      expect(text_of(name) == "{}", std::string(name) + " is not what was given");
    expect(text_of("plan.json") == plan_json(story_plan(planned_)), "plan.json is not the plan");
  }

  void check_run(const StoredRun& run) {
    const std::string name = "run " + std::to_string(run.planned.index);
    expect(run.state == RunState::ended && run.outcome == Outcome::succeeded,
           name + " has not succeeded");
    int number = 0;
    for (const StoredAttempt& attempt : run.attempts) {
      expect(attempt.number == ++number, name + ": an attempt is missing");
      expect(attempt.record.has_value(),
             name + ": attempt " + std::to_string(number) + " has no end");
      const bool last = number == static_cast<int>(run.attempts.size());
      check_files(run, number, run.directory + (last ? "" : "/attempts/" + std::to_string(number)));
    }
    const std::string experiment = text_of(run.directory + "/experiment.json");
    const auto json = nlohmann::json::parse(experiment, nullptr, false);
    expect(!json.is_discarded() && json.value("run_id", "") == run.run_id,
           name + ": experiment.json is not this run's");
  }

  // What is there of an attempt's logs and traces, which are not synced, is this attempt's.
  void check_files(const StoredRun& run, int attempt, const std::string& folder) {
    const std::string path = directory_ + "/" + folder;
    const std::string log = log_of(run.planned.index, attempt);
    if (const auto found = read_file(path + "/training.log")) {
      const std::string text = found->substr(0, found->find('\0'));
      expect(log.starts_with(text), folder + "/training.log is of another attempt: " + text);
    }
    if (!std::filesystem::exists(path + "/energy/trace.csv")) return;
    const auto trace = read_trace_file(path + "/energy/trace.csv");
    if (!trace) {
      // Its first line is lost.
      return;
    }
    for (const Trace& readings : trace->readings) {
      for (const TracePoint& point : readings) {
        expect(point.value == power_of(run.planned.index, attempt),
               folder + "/energy/trace.csv has readings of another attempt");
      }
    }
  }

  const StoredRun* find_run(const std::string& run_id) {
    for (const StoredRun& run : session_.runs) {
      if (run.run_id == run_id) return &run;
    }
    return nullptr;
  }

  void check_milestone(const Milestone& milestone) {
    if (milestone.what == Milestone::What::session_begun) return;
    const std::string name =
        "run " + std::to_string(milestone.index) + " attempt " + std::to_string(milestone.attempt);
    const StoredRun* const run = find_run(milestone.run_id);
    expect(run != nullptr, name + " was recorded and is lost");
    if (!run) return;
    const auto number = static_cast<size_t>(milestone.attempt);
    expect(run->attempts.size() >= number, name + " had begun and is not known any more");
    if (run->attempts.size() < number || !run->attempts[number - 1].record) return;
    const AttemptRecord& attempt = *run->attempts[number - 1].record;
    if (milestone.what == Milestone::What::attempt_begun) {
      expect(attempt.outcome == Outcome::interrupted || !attempt.metrics.empty(),
             name + " was cut off and is not marked");
    } else if (milestone.what == Milestone::What::attempt_ended) {
      expect(to_line(json_of(attempt)) == milestone.record, name + " is not as it was recorded");
    } else if (milestone.outcome != Outcome::interrupted) {
      check_ended(milestone, *run, name);
    }
  }

  void check_ended(const Milestone& milestone, const StoredRun& run, const std::string& name) {
    expect(run.attempts.size() == static_cast<size_t>(milestone.attempt),
           name + " had ended and was run again");
    expect(text_of(run.directory + "/experiment.json") == milestone.experiment,
           name + ": experiment.json is not as it was");
    const std::string summary = text_of("summary.csv");
    const size_t line = summary.find(milestone.line);
    expect(line != std::string::npos, name + ": its line of summary.csv is not as it was");
  }

  void check_summary() {
    std::vector<std::string> ids;
    size_t columns = 0;
    const auto end = read_csv_text(text_of("summary.csv"), [&](const CsvRecord& record) -> Status {
      if (columns == 0) columns = record.fields.size();
      expect(record.fields.size() == columns, "summary.csv has a torn line");
      ids.emplace_back(record.fields[0]);
      return {};
    });
    expect(end.ok() && !end->cut_off && end->zeros == 0, "summary.csv is torn");
    std::multiset<std::string> expected = {"experiment_id"};
    for (const StoredRun& run : session_.runs) expected.insert(run.planned.experiment_id);
    expect(std::multiset<std::string>(ids.begin(), ids.end()) == expected && !ids.empty() &&
               ids[0] == "experiment_id",
           "summary.csv has not one line for each run: " + joined(ids, " "));
  }

  void check_events() {
    const std::string events = text_of("events.jsonl");
    expect(events.empty() || events.back() == '\n', "events.jsonl ends in a torn line");
    for (const std::string& line : split(events, '\n')) {
      expect(line.empty() || nlohmann::json::accept(line),
             "events.jsonl has a line that is no JSON: " + valid_utf8(line.substr(0, 40)));
    }
  }

  std::string directory_;
  int planned_;
  std::span<const Milestone> reached_;
  StoredSession session_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> faults_of(const std::string& session_directory, int runs,
                                   std::span<const Milestone> reached) {
  return Inspection(session_directory, runs, reached).faults();
}

}  // namespace mutation
