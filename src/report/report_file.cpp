#include "report/report_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/embedded.h"
#include "report/page_budget.h"
#include "report/page_template.h"

namespace mutation {
namespace {

// What a run takes in the overview, and the overview without any.
constexpr std::size_t kOverviewBytesOfRun = 120;
constexpr std::size_t kOverviewBytes = 150'000;
// A shorter overview stands there as text, for who looks into the file.
constexpr std::size_t kPlainOverview = 100'000;

// As SessionReader::usable().
bool is_usable(const StoredRun& run) {
  return run.planned.role == Role::measured &&
         (run.outcome == Outcome::succeeded || run.outcome == Outcome::suspect);
}

// Collects runs' pages and writes a block whenever it is full.
class PageBlocks {
 public:
  PageBlocks(PageBudget budget, const WritePiece& write)
      : budget_(std::move(budget)), write_(write) {}

  Result<std::optional<std::pair<std::size_t, std::size_t>>> add(const StoredRun& run,
                                                                 const StoredSession& session) {
    if (!budget_.takes(is_usable(run), in_block_)) return {std::nullopt};
    pages_ += pages_.empty() ? "[" : ",";
    pages_ += to_line(run_page(run, session, budget_.detail()));
    const std::pair place{block_, in_block_++};
    if (in_block_ == budget_.pages_in_block()) {
      if (Status written = finish(); !written) return written.error();
    }
    return std::optional(place);
  }

  Status finish() {
    if (in_block_ == 0) return {};
    const std::string text = fmt::format(
        "<script type=\"application/octet-stream\" class=\"runs\" data-block=\"{}\">{}</script>\n",
        block_, packed(pages_ + "]"));
    budget_.spent(in_block_, text.size());
    pages_.clear();
    in_block_ = 0;
    ++block_;
    return write_(text);
  }

 private:
  PageBudget budget_;
  const WritePiece& write_;
  std::string pages_;
  std::size_t block_ = 0;
  std::size_t in_block_ = 0;
};

std::string overview_element(const std::string& json) {
  if (json.size() <= kPlainOverview)
    return "<script type=\"application/json\" id=\"overview\">" + embeddable(json) + "</script>";
  return "<script type=\"application/json\" id=\"overview\" data-encoding=\"deflate\">" +
         packed(json) + "</script>";
}

Result<std::vector<SessionReader>> open_all(const std::vector<std::string>& directories) {
  std::vector<SessionReader> sessions;
  for (const std::string& directory : directories) {
    Result<SessionReader> session = SessionReader::open(directory);
    if (!session) return session.error();
    sessions.push_back(std::move(*session));
  }
  return sessions;
}

using Ids = Result<std::vector<std::string>>;

Result<std::size_t> count_in(std::vector<SessionReader>& sessions, Ids (SessionReader::*which)()) {
  std::size_t runs = 0;
  for (SessionReader& session : sessions) {
    const Ids ids = (session.*which)();
    if (!ids) return ids.error();
    runs += ids->size();
  }
  return runs;
}

std::size_t without_page(const ReportMaterial& material) {
  return static_cast<std::size_t>(
      std::ranges::count_if(material.reported, [](const ReportedRun& run) { return !run.page; }));
}

}  // namespace

Result<ReportWritten> write_report(const ReportContent& content, const WritePiece& write) {
  Result<std::vector<SessionReader>> sessions = open_all(content.directories);
  if (!sessions) return sessions.error();
  const Result<std::size_t> runs = count_in(*sessions, &SessionReader::begun);
  if (!runs) return runs.error();
  const Result<std::size_t> usable = count_in(*sessions, &SessionReader::usable);
  if (!usable) return usable.error();
  const PageFrame frame = page_frame(false);
  if (Status written = write(frame.before); !written) return written.error();
  const std::size_t fixed =
      frame.before.size() + frame.after.size() + kOverviewBytes + *runs * kOverviewBytesOfRun;
  const std::size_t left = content.most_bytes - std::min(fixed, content.most_bytes);
  PageBlocks blocks(PageBudget(*runs, *usable, left, content.logs), write);
  ReportMaterial material;
  for (SessionReader& session : *sessions) {
    const Status added = add_session(
        session, material,
        [&](const StoredRun& run, const StoredSession& head) { return blocks.add(run, head); });
    if (!added) return with_context("in " + session.head().info.directory, added.error());
  }
  if (Status written = blocks.finish(); !written) return written.error();
  order_by_start(material);
  const std::string overview = overview_element(to_line(overview_of(material, content.overview)));
  if (Status written = write(overview); !written) return written.error();
  if (Status written = write(frame.after); !written) return written.error();
  return ReportWritten{.runs = material.runs.size(),
                       .unended = material.unended.size(),
                       .without_page = without_page(material),
                       .undisturbed = std::ranges::all_of(*sessions, &SessionReader::undisturbed)};
}

}  // namespace mutation
