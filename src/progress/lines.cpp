#include "progress/lines.h"

#include "progress/display_width.h"

namespace mutation {
namespace {

constexpr int kLabelColumns = 17;

}  // namespace

Tone tone_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded:
      return Tone::good;
    case Outcome::suspect:
    case Outcome::interrupted:
      return Tone::doubtful;
    case Outcome::failed:
      return Tone::bad;
  }
  return Tone::plain;
}

Line labelled(std::string_view label, std::string_view value, Tone tone) {
  return {"   " + padded_right(label, kLabelColumns) + std::string(value), tone};
}

void append(Lines& lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

Lines prefixed(std::string_view prefix, std::string_view text, Tone tone) {
  Lines lines;
  for (const std::string& line : printable_lines(text)) {
    lines.push_back({std::string(prefix) + line, tone});
  }
  return lines;
}

}  // namespace mutation
