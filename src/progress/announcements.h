// What happens, told as it happens: the start of a session, a run, an attempt and a phase,
// verdicts, failures and notices. From events to lines; the end of a run is run_summary's, that of
// a session session_table's.
#pragma once

#include <optional>
#include <string>

#include "model/event.h"
#include "progress/lines.h"

namespace mutation {

Lines announcement(const SessionStarted& session);
Lines announcement(const RunStarted& run, UtcTime now);
Lines announcement(const RunAdded& added);
// Nothing for the first attempt.
Lines announcement(const AttemptStarted& attempt);
// The Python tool's message, character for character, after an empty line.
Lines announcement(const CoolingPeriod& cooling);
Lines announcement(const PhaseStarted& phase);
// `temperature`: the last one seen in the phase. Nothing for the stop phase.
Lines announcement(const PhaseEnded& ended, std::optional<Celsius> temperature);
// Nothing unless it ended by itself and with failure. `run_directory` is where its log lies; may be
// "".
Lines announcement(const BackgroundRunEnded& ended, const std::string& run_directory);
Lines announcement(const Notice& notice);
// Nothing unless it failed: then why, the end of its log, and what happens next.
Lines announcement(const AttemptEnded& ended);

Lines announcement(const RunJudgedAnew& judged);

}  // namespace mutation
