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

struct Opened {
  std::vector<SessionReader> sessions;
  std::size_t runs = 0;    // that have begun
  std::size_t usable = 0;  // of them, see SessionReader::usable()
};

Status open_one(const std::string& directory, Opened& opened) {
  Result<SessionReader> session = SessionReader::open(directory);
  if (!session) return session.error();
  const auto runs = session->begun();
  if (!runs) return runs.error();
  const auto usable = session->usable();
  if (!usable) return usable.error();
  opened.runs += runs->size();
  opened.usable += usable->size();
  opened.sessions.push_back(std::move(*session));
  return {};
}

// The first that cannot be read; absent: all are opened.
std::optional<UnreadSession> open_all(const std::vector<std::string>& directories, Opened& opened) {
  for (const std::string& directory : directories) {
    if (const Status one = open_one(directory, opened); !one)
      return UnreadSession{directory, one.error()};
  }
  return std::nullopt;
}

ReportWritten stopped_at(const UnreadSession& unread) {
  ReportWritten stopped;
  stopped.unread = unread;
  return stopped;
}

std::size_t without_page(const ReportMaterial& material) {
  return static_cast<std::size_t>(
      std::ranges::count_if(material.reported, [](const ReportedRun& run) { return !run.page; }));
}

}  // namespace

Result<ReportWritten> write_report(const ReportContent& content, const WritePiece& write) {
  Opened opened;
  if (const auto unread = open_all(content.directories, opened)) return stopped_at(*unread);
  bool writes = true;  // what a session's reading fails of else is the session
  const WritePiece write_on = [&](std::string_view text) {
    Status written = write(text);
    writes = writes && written.ok();
    return written;
  };
  const PageFrame frame = page_frame(false);
  if (Status written = write(frame.before); !written) return written.error();
  const std::size_t fixed =
      frame.before.size() + frame.after.size() + kOverviewBytes + opened.runs * kOverviewBytesOfRun;
  const std::size_t left = content.most_bytes - std::min(fixed, content.most_bytes);
  PageBlocks blocks(PageBudget(opened.runs, opened.usable, left, content.logs), write_on);
  ReportMaterial material;
  for (SessionReader& session : opened.sessions) {
    const Status added = add_session(
        session, material,
        [&](const StoredRun& run, const StoredSession& head) { return blocks.add(run, head); });
    if (!added && !writes) return added.error();
    if (!added && !session.undisturbed()) return ReportWritten{.undisturbed = false};
    if (!added) return stopped_at({session.head().info.directory, added.error()});
  }
  if (Status written = blocks.finish(); !written) return written.error();
  order_by_start(material);
  const std::string overview = overview_element(to_line(overview_of(material, content.overview)));
  if (Status written = write(overview); !written) return written.error();
  if (Status written = write(frame.after); !written) return written.error();
  return ReportWritten{
      .runs = material.runs.size(),
      .unended = material.unended.size(),
      .without_page = without_page(material),
      .undisturbed = std::ranges::all_of(opened.sessions, &SessionReader::undisturbed)};
}

}  // namespace mutation
