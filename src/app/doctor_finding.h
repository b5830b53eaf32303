// What `mutation doctor` finds, one finding a line: passive, filled by the doctor_*.cpp files, each
// for its part of the machine, printed by the command.
#pragma once

#include <string>
#include <vector>

#include "app/doctor_watch.h"
#include "app/options.h"
#include "measure/monitor.h"
#include "privilege/privileges.h"

namespace mutation {

// missing: it is not there; limited: it is there in part, or not for sure.
enum class FindingState { ok, limited, missing };

struct DoctorFinding {
  std::string name;
  FindingState state = FindingState::ok;
  std::string found;
  std::string meaning;  // for the figures, or for safety
  std::string remedy;   // the commands that would grant it; "" where there is nothing to do
  bool stops_sessions = false;
};

using Findings = std::vector<DoctorFinding>;

// What the command knows before it looks around.
struct DoctorView {
  const Options* options = nullptr;
  std::string results;  // absolute; "" where it cannot be known
  bool started_as_root = false;
  std::optional<InvokingUser> through_sudo;
  std::string user;  // the user whom a session would run as
  // "cgroup.kill in …", as a session started like this would hold its trees.
  std::string tree_method;
  std::string governor_restored;  // what the doctor put back, or why it could not; ""
  bool governor_restore_failed = false;
};

// doctor_measuring.cpp: what the sources give, whether processes can be trusted, the governor.
void examine_sources(const Instrumentation& all, const DoctorView& view, Findings& findings);
void examine_performance_events(const DoctorView& view, Findings& findings);
void examine_governor(const DoctorView& view, Findings& findings);

// doctor_sources.cpp: what a watch over the sources saw; the machine's fitness.
void examine_watched(const Instrumentation& all, const SourcesSeen& seen, Findings& findings);
void examine_fitness(const Instrumentation& all, const DoctorView& view, Findings& findings);

// doctor_safety.cpp: how trees are held, who the program is.
void examine_trees(const DoctorView& view, Findings& findings);
void examine_namespaces(const DoctorView& view, Findings& findings);
void examine_privileges(const DoctorView& view, Findings& findings);

// doctor_results.cpp: where records go, and who else writes there.
void examine_results(const DoctorView& view, Findings& findings);
void examine_noise_floor(const DoctorView& view, Findings& findings);
void examine_other_sessions(const DoctorView& view, Findings& findings);

}  // namespace mutation
