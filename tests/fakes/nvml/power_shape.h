// Power over time as a formula, so that its integral is exact: constant, a ramp, or bursts; and
// which of them held when.
#pragma once

#include <deque>
#include <vector>

namespace fake_nvml {

// Watts by the seconds since it began.
class PowerShape {
 public:
  static PowerShape constant(double watts) { return {watts, watts, 0, 0}; }
  // From one to the other, then it stays there. REQUIRES: seconds > 0.
  static PowerShape ramp(double from, double to, double seconds) { return {from, to, seconds, 0}; }
  // High first, then low, for ever. REQUIRES: on > 0, off > 0.
  static PowerShape bursts(double low, double high, double on, double off) {
    return {high, low, on, off};
  }

  double watts(double seconds) const;
  double joules(double seconds) const;  // since it began
  // The moments after `from` up to `to` where it bends or jumps, in order.
  std::vector<double> edges(double from, double to) const;

 private:
  PowerShape(double first, double second, double length, double rest)
      : first_(first), second_(second), length_(length), rest_(rest) {}
  bool is_bursts() const { return rest_ > 0; }

  double first_;
  double second_;
  double length_;  // of the ramp, or of a burst
  double rest_;    // between bursts; 0: no bursts
};

// The shapes one after another. Times never go back.
class PowerHistory {
 public:
  explicit PowerHistory(double watts);

  void set(double at, const PowerShape& shape);
  double watts(double at) const;
  double joules(double at) const;  // since time 0: the exact integral
  std::vector<double> edges(double from, double to) const;
  // What lies before is not asked for any more.
  void forget_before(double at);

 private:
  struct Piece {
    double from;
    PowerShape shape;
    double joules;  // when it began
  };
  const Piece& piece(double at) const;

  std::deque<Piece> pieces_;
};

}  // namespace fake_nvml
