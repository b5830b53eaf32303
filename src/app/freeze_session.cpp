#include "app/freeze_session.h"

#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>

#include "app/session_facts.h"
#include "app/version.h"
#include "cluster/layout.h"
#include "os/file.h"
#include "os/own_image.h"
#include "record/hash.h"
#include "record/plan_json.h"
#include "record/summary_csv.h"

namespace mutation {
namespace {

std::string new_token() {
  std::random_device device;
  std::string token;
  for (int i = 0; i < 4; ++i) token += fmt::format("{:08x}", static_cast<std::uint32_t>(device()));
  return token;
}

// Mapped, for it may be larger than all the rest that is held, with what helps debugging in it.
Result<MappedFile> own_program() {
  const Result<int> image = own_image();
  if (!image) return image.error();
  return MappedFile::open("/proc/self/fd/" + std::to_string(*image));
}

Status copy_program(const std::string& session) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  const Result<MappedFile> program = own_program();
  if (!program) return program.error();
  const std::string_view bytes = program->text();
  const WritePieces in_pieces = [&](const auto& write) -> Status {
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
      if (Status written = write(bytes.substr(at, kPiece)); !written) return written;
      program->release(at, std::min(at + kPiece, bytes.size()));
    }
    return {};
  };
  return write_pieces_durably(frozen_program(session), in_pieces, 0755);
}

SubmittedBlock block_facts(const RunBlock& block, const Plan& plan) {
  const PlannedRun& first = plan.runs[block.runs.front()];
  return {.number = block.number,
          .runs = static_cast<int>(block.runs.size()),
          .first_run = first.index,
          .entry = first.entry};
}

// A background training is stopped after the foreground's.
Seconds time_to_stop(const Plan& plan) {
  constexpr Seconds kToRecord{5};
  Seconds longest{0};
  for (const PlannedRun& run : plan.runs) {
    const int trainings = run.background ? 2 : 1;
    longest = std::max(longest, trainings * run.timings.termination_timeout);
  }
  return longest + kToRecord;
}

std::string privileges_text() {
  return geteuid() == 0 ? "root" : "user " + std::to_string(geteuid());
}

Status write_folders(const std::string& session, const Plan& plan,
                     const std::vector<RunBlock>& blocks) {
  for (const std::string& folder :
       {slurm_folder(session), blocks_folder(session), session + "/program"}) {
    if (Status made = make_directories(folder); !made) return made;
  }
  if (Status copied = copy_program(session); !copied) return copied;
  if (access(frozen_program(session).c_str(), X_OK) != 0) {
    return errno_error("execute " + frozen_program(session), errno,
                       "is the file system mounted with noexec? name another with --results");
  }
  // All but the runs, which a large plan has many of.
  Plan part{.seed = plan.seed,
            .experiment_name = plan.experiment_name,
            .compat = plan.compat,
            .float_format = plan.float_format,
            .order = plan.order,
            .governor = plan.governor,
            .limits = plan.limits,
            .tariff = plan.tariff,
            .notes = {},
            .runs = {}};
  for (const RunBlock& block : blocks) {
    part.runs.clear();
    for (const std::size_t run : block.runs) part.runs.push_back(plan.runs[run]);
    if (Status made = make_directories(block_folder(session, block.number)); !made) return made;
    if (Status written = write_file_durably(block_plan(session, block.number), plan_json(part));
        !written) {
      return written;
    }
  }
  return sync_directory(blocks_folder(session));
}

}  // namespace

Result<std::string> own_sha256() {
  const Result<MappedFile> program = own_program();
  if (!program) return program.error();
  return sha256_hex(program->text());
}

Result<SubmittedSession> describe(const Inputs& inputs, const Plan& plan,
                                  const std::vector<RunBlock>& blocks, const NodeRequest& request,
                                  const Options& options) {
  const Result<std::string> sha256 = own_sha256();
  if (!sha256) return sha256.error();
  SubmittedSession submitted{.token = new_token(),
                             .program_version = kVersion,
                             .program_sha256 = *sha256,
                             .pin_configurations = options.submit.pin_configurations,
                             .request = request,
                             .work_flags = {},
                             .info = session_facts(sources_of(inputs, plan), privileges_text()),
                             .experiment_name = plan.experiment_name,
                             .summary_head = SummaryTable(plan, inputs.catalogue).head(),
                             .stopping = time_to_stop(plan)};
  if (options.keep_scripts) submitted.work_flags.push_back("--keep-scripts");
  if (options.keep_copies) submitted.work_flags.push_back("--keep-copies");
  note_asked(options, submitted.info);
  submitted.info.machine_shared = request.shared_nodes;
  submitted.info.instrumentation.absences.push_back(
      {"everything", "each task measures on its own node; its runs' records say with what", ""});
  for (const RunBlock& block : blocks) submitted.blocks.push_back(block_facts(block, plan));
  return submitted;
}

Result<FrozenSession> freeze_session(const Inputs& inputs, const Plan& plan,
                                     const std::vector<RunBlock>& blocks,
                                     SubmittedSession& submitted) {
  const Instant now = SystemClock().now();
  auto store = SessionStore::create(inputs.places.results, plan, inputs.catalogue,
                                    {inputs.settings_text, inputs.catalogue_text}, now);
  if (!store) return store.error();
  const std::string session = (*store)->directory();
  submitted.info.name = (*store)->name();
  submitted.info.directory = session;
  submitted.info.start = now;
  Status written = write_folders(session, plan, blocks);
  // A folder without cluster.json is a session for this machine once it has begun: first this.
  if (written) written = write_submitted_session(session, submitted);
  if (written) written = (*store)->begin_session(submitted.info, plan);
  if (written) return FrozenSession{session, std::move(*store)};
  store->reset();
  std::error_code ignored;
  std::filesystem::remove_all(session, ignored);
  return written.error();
}

}  // namespace mutation
