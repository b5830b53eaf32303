#include "slurm/client_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

// The lines that tell of an error, or all where none does.
std::vector<std::string_view> error_lines(std::string_view errors) {
  std::vector<std::string_view> lines = lines_of(errors);
  std::vector<std::string_view> of_errors;
  for (const std::string_view line : lines) {
    if (line.find("error:") != std::string_view::npos) of_errors.push_back(line);
  }
  return of_errors.empty() ? lines : of_errors;
}

std::string last_words(const std::string& errors, const std::string& output) {
  std::string said;
  for (const std::string_view line : error_lines(trimmed(errors).empty() ? output : errors)) {
    said += (said.empty() ? "" : "; ") + std::string(trimmed(line));
  }
  constexpr size_t kMost = 1000;
  return valid_utf8(said.size() > kMost ? said.substr(said.size() - kMost) : said);
}

// What the user can do about what a command said. [Slurm's src/common/slurm_errno.c]
std::string hint_for(const std::string& said) {
  const auto says = [&](std::string_view text) { return said.find(text) != std::string::npos; };
  // sacct's; of them the controller knows nothing.
  if (says("slurm_persist_conn") || says("talking to the database")) {
    return "Slurm's accounts (slurmdbd) do not answer: try again later";
  }
  if (says("Unable to contact slurm controller") || says("Zero Bytes were transmitted") ||
      says("Socket timed out") || says("Connection refused")) {
    return "Slurm's controller does not answer: try again later, or look with \"scontrol ping\"";
  }
  if (says("authentication") || says("credential")) {
    return "Slurm does not know this machine's user: look whether munge runs here";
  }
  if (says("slurm.conf") || says("s_p_parse_file") || says("resolve_ctls")) {
    return "Slurm's configuration is not found here: set SLURM_CONF, or do this on a machine from "
           "which jobs are submitted";
  }
  return {};
}

// Whether the question may have reached the controller, and its answer got lost. Where already the
// connection failed nothing was asked. [Slurm's src/common/slurm_errno.c]
bool asked_in_vain(const std::string& errors) {
  constexpr std::array<std::string_view, 5> kLost = {"Socket timed out", "Zero Bytes were",
                                                     "(send failure)", "(receive failure)",
                                                     "(shutdown failure)"};
  return std::ranges::any_of(
      kLost, [&](std::string_view text) { return errors.find(text) != std::string::npos; });
}

}  // namespace

Error error_of(const std::string& program, const ClientAnswer& answer) {
  const std::string said = last_words(answer.errors, answer.output);
  const std::string hint = hint_for(said);
  if (!answer.late) {
    return {fmt::format("run {}: {}", program, said.empty() ? "it failed and said nothing" : said),
            hint};
  }
  return {fmt::format("run {}: it did not end within {} s{}{}", program,
                      shortest(answer.time_limit.count()), said.empty() ? "" : ": ", said),
          hint.empty() ? "Slurm may be busy or its controller away: try again later, or look with "
                         "\"scontrol ping\""
                       : hint};
}

SubmissionAnswer submission_answer(const ClientAnswer& answer) {
  constexpr std::string_view kPerhaps =
      "the job may have been submitted all the same: look with \"squeue --me\"";
  if (answer.succeeded) {
    std::optional<SubmittedJob> job = read_submitted(answer.output);
    if (job) {
      job->remarks = trimmed(answer.errors);
      return {.job = std::move(job), .refused = false, .error = {}};
    }
    return {.job = {},
            .refused = false,
            .error = {fmt::format("run sbatch: it said no job id but \"{}\"",
                                  valid_utf8(trimmed(answer.output))),
                      std::string(kPerhaps)}};
  }
  SubmissionAnswer refusal{.job = {}, .refused = true, .error = error_of("sbatch", answer)};
  if (!answer.late && !answer.died && !asked_in_vain(answer.errors)) return refusal;
  refusal.refused = false;
  refusal.error.hint += (refusal.error.hint.empty() ? "" : "; ") + std::string(kPerhaps);
  return refusal;
}

bool only_ended(const std::string& errors) {
  const std::vector<std::string_view> lines = error_lines(errors);
  return !lines.empty() && std::ranges::all_of(lines, [](std::string_view line) {
    return line.find("Invalid job id specified") != std::string_view::npos ||
           line.find("already completing or completed") != std::string_view::npos;
  });
}

std::optional<SubmittedJob> read_submitted(const std::string& output) {
  const std::vector<std::string_view> lines = lines_of(output);
  if (lines.empty()) return {};
  const std::string_view line = trimmed(lines.back());
  const size_t semicolon = line.find(';');
  const std::optional<JobId> job = slurm_number(line.substr(0, semicolon));
  if (!job || *job == 0) return {};
  const bool named = semicolon != std::string_view::npos;
  return SubmittedJob{*job, std::string(named ? line.substr(semicolon + 1) : ""), {}};
}

}  // namespace mutation
