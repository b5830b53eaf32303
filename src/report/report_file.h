// A report as one HTML file, written piece by piece: no more than a block of runs' pages is held.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "report/overview.h"
#include "report/run_page.h"

namespace mutation {

struct ReportContent {
  std::vector<std::string> directories;  // of sessions, absolute
  OverviewOptions overview;
  bool logs = true;
};

using WritePiece = std::function<Status(std::string_view)>;

struct ReportWritten {
  std::size_t runs = 0;  // that have ended
  std::size_t unended = 0;
  // False where a session's writer changed it meanwhile in a way that cannot be read past: what was
  // written is to be thrown away and written anew.
  bool undisturbed = true;
};

// A file is to stay below this however many runs there are, so that it can be mailed.
inline constexpr std::size_t kMostReportBytes = 9'500'000;

Result<ReportWritten> write_report(const ReportContent& content, const WritePiece& write);

}  // namespace mutation
