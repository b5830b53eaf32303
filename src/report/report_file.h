// A report as one HTML file, written piece by piece: no more than a block of runs' pages is held.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/overview.h"
#include "report/run_page.h"

namespace mutation {

// A file is to stay below this, so that it can be mailed.
inline constexpr std::size_t kMostReportBytes = 9'500'000;

struct ReportContent {
  std::vector<std::string> directories;  // of sessions, absolute
  OverviewOptions overview;
  bool logs = true;
  // Of the file, as near as can be; the overview, about 120 bytes a run, is always whole.
  std::size_t most_bytes = kMostReportBytes;
};

using WritePiece = std::function<Status(std::string_view)>;

struct UnreadSession {
  std::string directory;
  Error why;
};

struct ReportWritten {
  std::size_t runs = 0;  // that have ended
  std::size_t unended = 0;
  std::size_t without_page =
      0;  // of `runs`, for lack of room: first those whose figures are not used
  // False where a session's writer changed it meanwhile in a way that cannot be read past: what was
  // written is to be thrown away and written anew.
  bool undisturbed = true;
  // The first session that cannot be read: there, too, what was written is to be thrown away.
  std::optional<UnreadSession> unread;
};

// An error is one of writing.
Result<ReportWritten> write_report(const ReportContent& content, const WritePiece& write);

}  // namespace mutation
