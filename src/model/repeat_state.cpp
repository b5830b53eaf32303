#include "model/repeat_state.h"

namespace mutation {

std::string to_text(RepeatVerdict verdict) {
  switch (verdict) {
    case RepeatVerdict::planned:
      return "runs are planned";
    case RepeatVerdict::further:
      return "a further run is needed";
    case RepeatVerdict::narrow:
      return "narrow enough";
    case RepeatVerdict::at_most:
      return "not narrow enough after as many runs as are allowed";
    case RepeatVerdict::no_figure:
      return "the figure was not measured";
    case RepeatVerdict::none_succeeded:
      return "no run has succeeded";
  }
  return "?";
}

}  // namespace mutation
