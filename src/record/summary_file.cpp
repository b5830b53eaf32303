#include "record/summary_file.h"

#include <functional>
#include <string_view>

#include "os/file.h"

namespace mutation {
namespace {

using WritePiece = std::function<Status(std::string_view)>;

constexpr std::int64_t kLinesAtATime = 500;

Status write_in_order_of_end(Database& store, const WritePiece& write) {
  const auto lines =
      store.query("SELECT summary_line FROM run WHERE state = 'ended' ORDER BY end, run_id");
  if (!lines) return lines.error();
  std::string text;
  for (const Row& row : *lines) text += text_of(row[0]);
  return write(text);
}

Status write_in_order_of_plan(Database& store, const WritePiece& write) {
  std::int64_t behind = -1;
  while (true) {
    const auto lines = store.query(
        "SELECT plan_index, summary_line FROM run WHERE plan_index > ? AND state = 'ended'"
        " ORDER BY plan_index LIMIT ?",
        {behind, kLinesAtATime});
    if (!lines) return lines.error();
    if (lines->empty()) return {};
    std::string text;
    for (const Row& row : *lines) text += text_of(row[1]);
    if (Status written = write(text); !written) return written;
    behind = whole_of(lines->back()[0]);
  }
}

}  // namespace

Status rewrite_summary(Database& store, const std::string& directory) {
  const auto head =
      store.query("SELECT summary_head, EXISTS (SELECT 1 FROM collected) FROM session");
  if (!head) return head.error();
  if (head->empty()) return {};
  const bool collected = whole_of(head->front()[1]) != 0;
  return write_pieces_durably(directory + "/summary.csv", [&](const WritePiece& write) {
    if (Status written = write(text_of(head->front()[0])); !written) return written;
    return collected ? write_in_order_of_plan(store, write) : write_in_order_of_end(store, write);
  });
}

}  // namespace mutation
