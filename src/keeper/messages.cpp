#include "keeper/messages.h"

#include "keeper/wire.h"

namespace mutation {
namespace {

constexpr std::size_t kLongestText = 4096;

enum class Kind : std::uint8_t { started, ended, gave_up, emptied };

Kind kind_of(const TreeReport& report) {
  MUTATION_CHECK(!std::holds_alternative<KeeperDied>(report));
  return static_cast<Kind>(report.index());
}

void write_body(WireWriter& out, const TrainingStarted& report) {
  out.number(report.number);
  out.number(report.pid);
  out.instant(report.at);
}

void write_body(WireWriter& out, const TrainingEnded& report) {
  out.number(report.number);
  out.instant(report.at);
  out.optional_number(report.status.code);
  out.optional_number(report.status.signal);
  out.text(std::string_view(report.start_error).substr(0, kLongestText));
  out.number(static_cast<std::uint8_t>(report.out_of_memory));
}

void write_body(WireWriter& out, const LoopGaveUp& report) {
  out.number(report.failures);
}

void write_body(WireWriter& out, const TreeEmptied& report) {
  const StopRecord& record = report.record;
  out.text(std::string_view(record.tree).substr(0, kLongestText));
  out.text(record.method);
  for (const int count : {record.seen, record.terminated, record.killed, record.survivors}) {
    out.number(count);
  }
  out.number(record.took.count());
  out.texts(record.survivor_processes);
}

void write_body(WireWriter&, const KeeperDied&) {}

TrainingStarted read_started(WireReader& in) {
  TrainingStarted report;
  report.number = in.number<int>();
  report.pid = in.number<pid_t>();
  report.at = in.instant();
  return report;
}

TrainingEnded read_ended(WireReader& in) {
  TrainingEnded report;
  report.number = in.number<int>();
  report.at = in.instant();
  report.status.code = in.optional_number();
  report.status.signal = in.optional_number();
  report.start_error = in.text();
  report.out_of_memory = in.boolean();
  return report;
}

TreeEmptied read_emptied(WireReader& in) {
  TreeEmptied report;
  report.record.tree = in.text();
  report.record.method = in.text();
  report.record.seen = in.number<int>();
  report.record.terminated = in.number<int>();
  report.record.killed = in.number<int>();
  report.record.survivors = in.number<int>();
  report.record.took = Seconds(in.number<double>());
  report.record.survivor_processes = in.texts();
  return report;
}

void write_tree(WireWriter& out, const TreeSpec& tree) {
  for (const std::string* text :
       {&tree.name, &tree.run_id, &tree.directory, &tree.log_file, &tree.remove_on_death}) {
    out.text(*text);
  }
  out.texts(tree.argv);
  out.number(static_cast<std::uint32_t>(tree.environment.size()));
  for (const auto& [name, value] : tree.environment) {
    out.text(name);
    out.text(value);
  }
  out.number(static_cast<std::uint8_t>(tree.loop));
  out.number(tree.quick_failures_allowed);
  for (const Seconds time : {tree.restart_delay, tree.quick_failure, tree.grace, tree.kill_bound}) {
    out.number(time.count());
  }
  out.number(static_cast<int>(tree.method));
  out.number(static_cast<std::uint8_t>(tree.streams.has_value()));
}

TreeSpec read_tree(WireReader& in) {
  TreeSpec tree;
  for (std::string* text :
       {&tree.name, &tree.run_id, &tree.directory, &tree.log_file, &tree.remove_on_death}) {
    *text = in.text();
  }
  tree.argv = in.texts();
  const auto variables = in.number<std::uint32_t>();
  // Each variable takes at least the bytes of its two lengths, so a false count ends at the end.
  for (std::uint32_t i = 0; i < variables && !in.failed(); ++i) {
    std::string name = in.text();
    tree.environment.emplace_back(std::move(name), in.text());
  }
  tree.loop = in.boolean();
  tree.quick_failures_allowed = in.number<int>();
  for (Seconds* time : {&tree.restart_delay, &tree.quick_failure, &tree.grace, &tree.kill_bound}) {
    *time = Seconds(in.number<double>());
  }
  tree.method = static_cast<TreeMethod>(in.number<int>());
  if (in.boolean()) tree.streams = kKeeperStreams;
  return tree;
}

}  // namespace

bool in_cgroup(TreeMethod method) {
  return method == TreeMethod::cgroup || method == TreeMethod::freezer;
}

std::string method_name(TreeMethod method) {
  switch (method) {
    case TreeMethod::automatic:
      break;
    case TreeMethod::cgroup:
      return "cgroup.kill";
    case TreeMethod::freezer:
      return "cgroup freezer";
    case TreeMethod::pid_namespace:
      return "pid namespace";
    case TreeMethod::sweep:
      return "subreaper sweep";
  }
  return "automatic";
}

std::string encoded(const KeeperSpec& spec) {
  WireWriter out;
  write_tree(out, spec.tree);
  out.text(spec.cgroup.directory);
  out.text(spec.cgroup.path);
  out.number(static_cast<int>(spec.cgroup.kind));
  return out.bytes();
}

std::optional<KeeperSpec> decoded_spec(std::string_view bytes) {
  WireReader in(bytes);
  KeeperSpec spec;
  spec.tree = read_tree(in);
  spec.cgroup.directory = in.text();
  spec.cgroup.path = in.text();
  spec.cgroup.kind = static_cast<CgroupKind>(in.number<int>());
  if (!in.complete() || spec.tree.argv.empty()) return std::nullopt;
  return spec;
}

std::string encoded(const TreeReport& report) {
  WireWriter out;
  out.number(static_cast<std::uint8_t>(kind_of(report)));
  std::visit([&](const auto& body) { write_body(out, body); }, report);
  return out.bytes();
}

std::optional<TreeReport> decoded_report(std::string_view bytes) {
  WireReader in(bytes);
  std::optional<TreeReport> report;
  switch (static_cast<Kind>(in.number<std::uint8_t>())) {
    case Kind::started:
      report = read_started(in);
      break;
    case Kind::ended:
      report = read_ended(in);
      break;
    case Kind::gave_up:
      report = LoopGaveUp{in.number<int>()};
      break;
    case Kind::emptied:
      report = read_emptied(in);
      break;
  }
  if (!in.complete()) return std::nullopt;
  return report;
}

}  // namespace mutation
