// What is shown, before it is shown: lines of plain text, each with a tone. Whoever builds lines
// writes no escape codes and need not clean texts; the terminal does both once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.h"

namespace mutation {

enum class Tone { plain, strong, good, doubtful, bad, dim };

struct Line {
  std::string text;
  Tone tone = Tone::plain;
};

using Lines = std::vector<Line>;

Tone tone_of(Outcome outcome);

// "   Folder           /data/run": labels of one width, so that values stand under each other. An
// empty label continues the one above.
Line labelled(std::string_view label, std::string_view value, Tone tone = Tone::plain);

void append(Lines& lines, const Lines& more);

// Each line of a text of many lines behind `prefix`; nothing for an empty text.
Lines prefixed(std::string_view prefix, std::string_view text, Tone tone = Tone::plain);

}  // namespace mutation
