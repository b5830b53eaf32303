// Every number that a finding depends on, and why it is what it is (docs/audit.md tells users).
#pragma once

#include <cstddef>

namespace mutation::threshold {

// A median of fewer peers says little; with five, two of them may be wrong.
inline constexpr std::size_t kPeers = 5;

// Aborted: seconds per epoch below this share of the peers'. Batch sizes change it up to threefold.
inline constexpr double kAbortedShare = 0.2;
// Where most records do not say how many epochs they had, or the run has its metric: less will do.
inline constexpr double kAbortedShareUnsure = 0.1;
inline constexpr double kAbortedShareWithMetric = 0.05;
// A model's metrics are expected when so many of its other runs have one.
inline constexpr double kMetricShare = 0.9;
// A model's runs of a session that all end so soon and tell no metric may not have trained.
inline constexpr double kNoTrainingSeconds = 120;
inline constexpr std::size_t kNoTrainingRuns = 3;

// A GPU on which something computes all the time.
inline constexpr double kLoadedUtilization = 98;  // %
// What peers may use at most for that to tell anything.
inline constexpr double kPeerUtilization = 95;  // %
// The lowest power over a run: a training alone lets it fall while it loads and saves.
inline constexpr double kLiftedMinimumPower = 1.3;  // of the peers' median
// Peers far enough below that utilisation alone tells.
inline constexpr double kClearUtilizationGap = 10;  // percentage points
// Mean CPU power against the peers'.
inline constexpr double kLiftedCpuPower = 1.5;
// How far the runs before and after may lie that show that the load went on.
inline constexpr double kWindowSeconds = 12 * 3600;

// A background without effect: within this of the same model's sequential runs.
inline constexpr double kSamePower = 0.05;      // of the mean power
inline constexpr double kSameUtilization = 8;   // percentage points: seeds alone make 6
inline constexpr double kSameDuration = 0.04;   // of the seconds per epoch
inline constexpr double kNoGpuUtilization = 2;  // %: a model that does not use the GPU
inline constexpr double kLoadedFraction = 0.5;  // of the run, own records
inline constexpr double kAliveFraction = 0.9;   // of the run, own records

// Below the documented pause of 60 s, less what processes take to start and end.
inline constexpr double kCoolingSeconds = 55;
// A parallel run's background starts so long before its foreground.
inline constexpr double kBackgroundStart = 30;  // s
// Beyond this two runs of a session do not follow one another.
inline constexpr double kOverlapSeconds = 5;
// Hotter at its start than the peers.
inline constexpr double kHotStart = 10;  // °C

// Samples cannot be closer than the second they are taken in; rounding at the ends.
inline constexpr double kMostSamples = 1.03;  // a second
inline constexpr double kMostSamplesExtra = 3;
// A figure that another duration would explain: how far off, and how well both figures agree.
inline constexpr double kOtherDuration = 0.15;
inline constexpr double kSameFactor = 0.12;
// CPU energy of a much shorter or idle stretch.
inline constexpr double kLowCpuPower = 0.5;  // of the peers' median
// A trace may begin or end so much outside of the run.
inline constexpr double kTraceOutside = 10;  // s
inline constexpr double kTraceShift = 60;    // s, against the session's other traces

// The Python tool's plain sum of samples against the time it stands for.
inline constexpr double kSumBiasNote = 0.05;
inline constexpr double kSumBiasDoubtful = 0.25;

// Less of the training than this in its integrated energy makes it clearly too low.
inline constexpr double kCoverage = 0.95;

inline constexpr double kMostUtilization = 100.5;  // %
inline constexpr double kMostTemperature = 110;    // °C
inline constexpr double kCeilingTemperature = 83;  // °C
inline constexpr double kCeilingWithin = 2;        // °C, mean below maximum
inline constexpr double kCeilingSeconds = 120;     // shorter runs do not reach it
inline constexpr double kConstantSeconds = 10;     // a longer run's power varies

// Shares and percentages of one metric side by side.
inline constexpr double kMostPercent = 100;
inline constexpr double kOutlierFactor = 1000;  // from the median, for metrics without a scale

}  // namespace mutation::threshold
