#include "slurm/job_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

using Options = std::vector<std::pair<std::string_view, std::string>>;

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

Status check_texts(const JobScript& script) {
  Options texts = {{"the job's name", script.name},        {"the program's path", script.program},
                   {"the session's path", script.session}, {"the token", script.token},
                   {"the partition", script.partition},    {"the log's path", script.output}};
  for (const auto& [what, text] : texts) {
    if (!text.empty() || what == "the partition") continue;
    return Error{fmt::format("write the job script: {} is missing", what), {}};
  }
  for (const std::string& flag : script.flags) texts.emplace_back("a flag", flag);
  for (const std::string& gres : script.gres) texts.emplace_back("a generic resource", gres);
  for (const std::string& node : script.nodelist) texts.emplace_back("a node's name", node);
  for (const auto& [what, text] : texts) {
    if (!has_control_character(text)) continue;
    return Error{fmt::format("write the job script: {} has a line break or another control "
                             "character: \"{}\"",
                             what, text),
                 "choose a name without"};
  }
  return {};
}

Status check(const JobScript& script) {
  if (const Status texts = check_texts(script); !texts) return texts.error();
  if (script.array.tasks.empty()) return Error{"write the job script: there are no tasks", {}};
  // The name is what tells this session's jobs from others, in lines whose fields '|' divides, in
  // lists of names, and beside other "Key=value" fields.
  if (script.name.find_first_of("|,=") != std::string::npos) {
    return Error{fmt::format("write the job script: the job's name \"{}\" has a '|', ',' or '='",
                             script.name),
                 "choose a name without"};
  }
  // Anywhere in the pattern it makes Slurm replace nothing, not even %a. [sbatch(1)]
  if (script.output.find('\\') != std::string::npos) {
    return Error{fmt::format("write the job script: the log's path \"{}\" has a backslash, which "
                             "Slurm does not take",
                             script.output),
                 "put the session into a folder without one in its path"};
  }
  if (script.signal_ahead &&
      (script.signal_ahead->count() < 0 || script.signal_ahead->count() > 65535)) {
    return Error{fmt::format("write the job script: a signal {} s ahead of the time limit",
                             shortest(script.signal_ahead->count())),
                 "Slurm takes 0 to 65535 s"};
  }
  return {};
}

// Whether sbatch reads it as it stands.
bool is_plain(std::string_view value) {
  constexpr std::string_view kPlain =
      "abcdefghiklmnopqrstuvwxyzABCDEFGHIKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  return value.find_first_not_of(kPlain) == std::string_view::npos;
}

// Whether "het" or "pack" ends here, which "job" must not follow.
bool before_job(std::string_view text) {
  std::string small(text.substr(text.size() - std::min<size_t>(text.size(), 4)));
  std::ranges::transform(small, small.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return small.ends_with("het") || small.ends_with("pack");
}

Options options_of(const JobScript& script) {
  Options options;
  options.emplace_back("job-name", script.name);
  const std::string limit =
      script.max_parallel ? fmt::format("%{}", *script.max_parallel) : std::string();
  options.emplace_back("array", script.array.ranges + limit);
  options.emplace_back("nodes", "1");
  options.emplace_back("ntasks", "1");
  if (script.exclusive) {
    options.emplace_back("exclusive", "");
    // Else only the default for a task, where memory is counted. [sbatch(1), --mem]
    options.emplace_back("mem", "0");
  }
  if (!script.gres.empty()) options.emplace_back("gres", joined(script.gres, ","));
  if (!script.partition.empty()) options.emplace_back("partition", script.partition);
  if (script.time_limit) options.emplace_back("time", slurm_duration_text(*script.time_limit));
  options.emplace_back("requeue", "");
  // A task that starts anew goes on in its log.
  options.emplace_back("open-mode", "append");
  options.emplace_back("output", script.output);
  options.emplace_back("chdir", script.session);
  if (script.signal_ahead) {
    // B: the batch shell alone, whose place the program takes.
    options.emplace_back("signal",
                         fmt::format("B:USR2@{}", std::lround(script.signal_ahead->count())));
  }
  if (!script.nodelist.empty()) options.emplace_back("nodelist", joined(script.nodelist, ","));
  return options;
}

}  // namespace

std::string sbatch_quoted(std::string_view value) {
  std::string quoted = "\"";
  for (size_t i = 0; i < value.size(); ++i) {
    const bool special = value[i] == '"' || value[i] == '\\';
    if (special || before_job(value.substr(0, i))) quoted += '\\';
    quoted += value[i];
  }
  return quoted + '"';
}

std::string pattern_of(std::string_view path) {
  std::string pattern;
  for (const char c : path) {
    pattern += c;
    if (c == '%') pattern += '%';
  }
  return pattern;
}

Result<std::string> to_text(const JobScript& script) {
  if (const Status good = check(script); !good) return good.error();
  std::string text = "#!/bin/sh\n";
  for (const auto& [name, value] : options_of(script)) {
    text += fmt::format("#SBATCH --{}", name);
    if (!value.empty()) text += '=' + (is_plain(value) ? value : sbatch_quoted(value));
    text += '\n';
  }
  std::vector<std::string> words = {script.program, "work", script.session, "--token",
                                    script.token};
  text += fmt::format("exec {} --block \"$(({} + SLURM_ARRAY_TASK_ID))\"", shell_quoted(words),
                      script.array.offset);
  if (!script.flags.empty()) text += ' ' + shell_quoted(script.flags);
  return text + '\n';
}

}  // namespace mutation
