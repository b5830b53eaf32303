// Where a GPU stands on its way to rest: its temperature now through noise and whole degrees, what
// it tends to, and how long it takes to get there. Pure: fed with what was observed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/cooling_references.h"
#include "run/evidence.h"

namespace mutation {

// A device counts as at rest within this of what it tends to.
inline constexpr Celsius kRestBand{2};
// Without a time constant it has no tendency to speak of when it moves by less than this over so
// long a look; for a shorter one hides a slow fall in whole degrees and in noise.
inline constexpr Celsius kUnknownRestMove{0.5};
inline constexpr Seconds kUnknownLook{30};
// … or when all readings of so long a look are the same, or as good as that: a device that falls by
// 0.1 C/s takes 10 s for a whole degree.
inline constexpr Seconds kUnchangedLook{12};
inline constexpr Celsius kUnchangedRange{0.2};

class ThermalState {
 public:
  ThermalState(std::vector<int> gpus, CoolingReferences known)
      : gpus_(std::move(gpus)), known_(std::move(known)) {}

  // Takes in the readings from the gate's start until `now`: those before it tell of what was then.
  void look(const Observations& observations, const Instant& now, const Instant& start);

  // By the trend of the last seconds, of the hottest GPU; none while there are too few readings.
  std::optional<Celsius> temperature() const { return temperature_; }
  // By how much the temperature moved over the gate so far, half a minute at most.
  Celsius moved() const;
  const std::optional<FittedCooling>& fit() const { return fit_; }
  const std::string& fit_refused() const { return fit_refused_; }
  // What the device tends to now: by the fit of this curve, else by its slope and the known time
  // constant, else as known from before.
  std::optional<Celsius> at_rest() const;
  // By the fit of this curve, else as known.
  std::optional<Seconds> time_constant() const;
  // Why the device is not at rest; "" when it is. "" also without a temperature.
  std::string unrest() const;
  // Whether a look of kUnknownLook has shown that, for want of a time constant.
  bool rests_by_long_look() const;
  // Until it has come down to `target`; none when that cannot be told, or never will be.
  std::optional<Seconds> time_to(Celsius target) const;
  // Until it is at rest.
  std::optional<Seconds> time_to_rest() const;

 private:
  void fit_anew(Seconds since_start);
  std::string unrest_by_look() const;
  // How far above its rest the device is, by the slope over `window`, °C; none when there are too
  // few readings.
  std::optional<double> above_rest(double slope) const;

  std::vector<int> gpus_;
  CoolingReferences known_;
  std::vector<CurvePoint> points_;  // 2 Hz
  std::optional<Seconds> fitted_at_;
  std::optional<FittedCooling> fit_;
  std::string fit_refused_ = "nothing was seen";
  std::optional<Celsius> temperature_;
  double slope_ = 0;                 // °C/s, of the last seconds
  std::optional<Trend> trend_;       // over the window that tells rest
  std::optional<Trend> long_trend_;  // over twice that
  std::optional<Trend> whole_;       // over the gate so far, for want of a time constant
  bool unchanged_ = false;           // all readings of the gate's last kUnchangedLook are the same
};

}  // namespace mutation
